import type { Server as HttpServer, IncomingMessage } from "node:http";
import type { Logger } from "pino";
import { Server, type Socket } from "socket.io";
import {
  type Backup,
  type ClientToServer,
  type Event,
  type Experiment,
  type Finding,
  type Run,
  type ServerToClient,
  Watch,
} from "@/lib/contract";
import type { Auth, Who } from "@/server/auth";
import type { OriginDenied } from "@/server/http/guards";
import type { Sites } from "@/server/http/sites";
import type { Fleet } from "@/server/ports";
import { admission, askerOfUpgrade } from "./admission";
import { dropSlowReader } from "./backpressure";
import { liveParser } from "./encoder";

/** Who reads, what they asked to hear of, and how many ticks they were sent. */
interface Reader {
  who: Who;
  /** When it was last asked whether they still may. */
  askedMs: number;
  groups: ReadonlySet<string> | "*";
  seq: number;
}
type PageSocket = Socket<ClientToServer, ServerToClient, Record<string, never>, Reader>;

export interface GatewayOptions {
  readonly server: HttpServer;
  readonly fleet: Pick<Fleet, "groups" | "listen">;
  readonly sites: Sites;
  readonly auth: Pick<Auth, "identify" | "version" | "listen">;
  readonly version: string;
  /** Hears of sockets that were refused for their Origin or Host. */
  readonly denied?: OriginDenied;
  readonly log: Logger;
  readonly now: () => number;
}

/** The live channel to the pages. */
export interface Gateway {
  event(event: Event): void;
  finding(finding: Finding & { open: boolean }): void;
  run(run: Run): void;
  backup(backup: Backup): void;
  experiment(experiment: Experiment): void;
  close(): Promise<void>;
}

const beatMs = 1_000;
/** This often a socket that nothing was changed for is asked after: a session is used for as long as its page is open. */
const askEveryMs = 10_000;
/** How long an upgrade on another path than ours may wait for whoever it is meant for. */
const unansweredMs = 1_000;

/**
 * socket.io on `/live`: a snapshot on `watch`, then what changes, each tick with a sequence number of its socket.
 * No polling transport and no recovery of state: both would pass by the check of the Origin at the upgrade.
 */
export function createGateway(options: GatewayOptions): Gateway {
  const { server, fleet, sites, auth, version, denied, log, now } = options;
  const admitted = new WeakMap<IncomingMessage, Who>();
  const io = new Server<ClientToServer, ServerToClient, Record<string, never>, Reader>(server, {
    path: `${sites.basePath}/live`,
    transports: ["websocket"],
    allowRequest: admission({
      sites,
      denied,
      identify: auth.identify,
      admitted: (request, who) => admitted.set(request, who),
    }),
    serveClient: false,
    perMessageDeflate: false,
    parser: liveParser,
    maxHttpBufferSize: 64e3,
    cors: { origin: false },
    // Next answers upgrades of its own on the same server. One that nobody has answered by then is closed:
    // left open, it would keep its browser from opening any other socket to us.
    destroyUpgradeTimeout: unansweredMs,
  });

  io.on("connection", (socket: PageSocket) => {
    const who = admitted.get(socket.request);
    if (who === undefined) {
      socket.disconnect(true);
      return;
    }
    // Asked again at once where access has changed since the upgrade was let through.
    socket.data = { who, askedMs: 0, groups: new Set(), seq: 0 };
    dropSlowReader(socket, (waitingBytes) =>
      log.warn({ waitingBytes }, "a page that does not read was dropped"),
    );
    socket.on("watch", (request, acknowledge) => {
      if (typeof acknowledge !== "function") return;
      const watch = Watch.safeParse(request);
      if (!watch.success) {
        acknowledge({ error: 'watch needs { groups: "*" } or { groups: [id, …] }' });
        return;
      }
      socket.data.groups = watch.data.groups === "*" ? "*" : new Set(watch.data.groups);
      acknowledge({
        seq: socket.data.seq,
        groups: fleet.groups().filter((group) => hears(socket, group.id)),
      });
    });
  });

  const asksFor = ({ groups }: Reader, group: string | null): boolean =>
    groups === "*" || (group !== null && groups.has(group));
  const hears = ({ data }: { data: Reader }, group: string | null): boolean =>
    data.who.may("viewer", group) && asksFor(data, group);
  const readers = (group: string | null): PageSocket[] =>
    [...io.sockets.sockets.values()].filter((socket) => hears(socket, group));

  const stopListening = fleet.listen({
    tick(group, rows, atMs) {
      if (rows.length === 0) return;
      for (const socket of readers(group.id)) {
        socket.data.seq += 1;
        socket.emit("tick", {
          seq: socket.data.seq,
          at: atMs,
          group: group.id,
          revision: group.revision,
          rows,
        });
      }
    },
    changed(group) {
      for (const socket of readers(group.id)) socket.emit("group", group);
    },
    gone(id) {
      for (const socket of readers(id)) socket.emit("group-gone", id);
    },
  });

  /** Somebody is signed out, or may do other things than before: their page loses groups, gains some, or loses its socket. */
  function become(socket: PageSocket, who: Who | null): void {
    if (who === null) {
      socket.disconnect(true);
      return;
    }
    const before = socket.data.who;
    socket.data.who = who;
    for (const group of fleet.groups()) {
      if (!asksFor(socket.data, group.id) || before.may("viewer", group.id) === who.may("viewer", group.id))
        continue;
      if (who.may("viewer", group.id)) socket.emit("group", group);
      else socket.emit("group-gone", group.id);
    }
    if (JSON.stringify(before.identity.grants) !== JSON.stringify(who.identity.grants))
      socket.emit("access", { grants: who.identity.grants });
  }

  /** Asks of every socket whether it still may be there; those of one person are asked once. */
  async function askAfter(sockets: readonly PageSocket[]): Promise<void> {
    const asked = new Map<string, Promise<Who | null>>();
    for (const socket of sockets) {
      const asker = askerOfUpgrade(socket.request);
      const key = bearerKey(socket.request);
      const answer = asked.get(key) ?? auth.identify(asker);
      asked.set(key, answer);
      socket.data.askedMs = now();
      try {
        become(socket, await answer);
      } catch (error) {
        // With the next beat again: what was taken away must not wait for the ten seconds.
        socket.data.askedMs = 0;
        log.warn({ err: error }, "who reads could not be asked after");
      }
    }
  }

  let known: number | null = null;
  async function lookAfter(): Promise<void> {
    try {
      const newest = await auth.version();
      const all = [...io.sockets.sockets.values()];
      const changed = newest !== known;
      known = newest;
      const nowMs = now();
      const isDue = ({ data: { askedMs, who } }: PageSocket): boolean =>
        askedMs <= nowMs - askEveryMs || (who.endsMs !== null && who.endsMs <= nowMs);
      await askAfter(changed ? all : all.filter(isDue));
    } catch (error) {
      log.warn({ err: error }, "it could not be looked up whether access has changed");
    }
  }
  // One look after the other: of two at once the older answer could come last, and would count until the next.
  const looking = { busy: false, again: false };
  async function look(): Promise<void> {
    looking.again = true;
    if (looking.busy) return;
    looking.busy = true;
    while (looking.again) {
      looking.again = false;
      await lookAfter();
    }
    looking.busy = false;
  }
  const stopHearing = auth.listen(() => void look());
  const beat = setInterval(() => {
    io.emit("beat", { at: now(), version });
    // Another process on this store may have signed somebody out.
    void look();
  }, beatMs);

  return {
    event(event) {
      for (const socket of readers(event.group)) socket.emit("event", event);
    },
    finding(finding) {
      for (const socket of readers(finding.group)) socket.emit("finding", finding);
    },
    run(run) {
      for (const socket of readers(run.group)) socket.emit("run", run);
    },
    backup(backup) {
      for (const socket of readers(backup.group)) socket.emit("backup", backup);
    },
    experiment(experiment) {
      const { where } = experiment;
      for (const socket of readers(where.place === "group" ? where.group : null))
        socket.emit("experiment", experiment);
    },
    async close() {
      clearInterval(beat);
      stopListening();
      stopHearing();
      io.disconnectSockets(true);
      io.engine.close();
    },
  };
}

/** The same for requests that come from one browser or program: what is drawn for each socket is left out. */
function bearerKey({ headers, socket }: IncomingMessage): string {
  const { "sec-websocket-key": _, ...rest } = headers;
  return JSON.stringify([socket.remoteAddress, rest]);
}
