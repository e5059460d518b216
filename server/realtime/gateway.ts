import type { Server as HttpServer } from "node:http";
import type { Logger } from "pino";
import { Server, type Socket } from "socket.io";
import {
  type Backup,
  type ClientToServer,
  type Event,
  type Finding,
  type Run,
  type ServerToClient,
  Watch,
} from "@/lib/contract";
import type { OriginDenied } from "@/server/http/guards";
import type { Sites } from "@/server/http/sites";
import type { Fleet } from "@/server/ports";
import { admission } from "./admission";
import { dropSlowReader } from "./backpressure";
import { liveParser } from "./encoder";

/** What a page asked to hear of, and how many ticks it was sent. */
interface Reader {
  groups: ReadonlySet<string> | "*";
  seq: number;
}
type PageSocket = Socket<ClientToServer, ServerToClient, Record<string, never>, Reader>;

export interface GatewayOptions {
  readonly server: HttpServer;
  readonly fleet: Pick<Fleet, "groups" | "listen">;
  readonly sites: Sites;
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
  close(): Promise<void>;
}

const beatMs = 1_000;
/** How long an upgrade on another path than ours may wait for whoever it is meant for. */
const unansweredMs = 1_000;

/**
 * socket.io on `/live`: a snapshot on `watch`, then what changes, each tick with a sequence number of its socket.
 * No polling transport and no recovery of state: both would pass by the check of the Origin at the upgrade.
 */
export function createGateway({ server, fleet, sites, version, denied, log, now }: GatewayOptions): Gateway {
  const io = new Server<ClientToServer, ServerToClient, Record<string, never>, Reader>(server, {
    path: "/live",
    transports: ["websocket"],
    allowRequest: admission(sites, denied),
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
    socket.data = { groups: new Set(), seq: 0 };
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

  const hears = (socket: { data: Reader }, group: string | null): boolean =>
    socket.data.groups === "*" || (group !== null && socket.data.groups.has(group));
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
  const beat = setInterval(() => io.emit("beat", { at: now(), version }), beatMs);

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
    async close() {
      clearInterval(beat);
      stopListening();
      io.disconnectSockets(true);
      io.engine.close();
    },
  };
}
