import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { LOOPBACK, listen } from "@/server/testing/listen";
import { CommandReader, userIn } from "./commands";
import { nowMs } from "./history";
import { Pipe } from "./pipe";
import { isRouter } from "./router/login";

/** Who is at the other end of a connection: a replica, by the port it announces, or somebody who logged in. */
export type Peer =
  | { readonly is: "replica"; readonly port: number }
  | { readonly is: "client"; readonly user: string | null };

export interface Weather {
  readonly held: boolean;
  readonly delayMs: number;
}
export const calm: Weather = { held: false, delayMs: 0 };

interface Connection {
  peer: Peer;
  /** Of this connection the peer is known: a replica has asked for the stream, or a client has logged in. */
  settled: boolean;
  readonly up: Pipe;
  readonly down: Pipe;
  readonly client: Socket;
  readonly server: Socket;
}

/** Hears every command that a client, no replica, had passed on. */
export type Overhear = (command: { atMs: number; user: string | null; words: string[] }) => void;

/**
 * The one address under which an instance is known to replicas and dashboards: each connection through it is a link of its
 * own, told apart by what its peer says of itself. Writers dial past it.
 */
export class Front {
  private readonly connections = new Set<Connection>();
  private readonly weather = new Map<string, Weather>();
  /** The first word of a command whose reply will be lost, once. */
  private losing: string | null = null;
  private lost: (() => void) | null = null;

  private constructor(
    private readonly listener: Server,
    readonly port: number,
  ) {}

  readonly host = LOOPBACK;

  static async start(target: () => number, overhear: Overhear): Promise<Front> {
    const listener = createServer();
    const front = new Front(listener, await listen(listener));
    listener.on("connection", (client) => front.join(client, target(), overhear));
    return front;
  }

  /** From now on, for connections of `who` that stand and those that come. */
  setWeather(who: string, weather: Weather): void {
    this.weather.set(who, weather);
    for (const one of this.connections) this.expose(one);
  }

  /** Both ends see the connections of `who` end. */
  cut(who: string): void {
    for (const one of this.connections) if (keyOf(one.peer) === who) end(one);
  }

  /** The instance sees them end; `who` believes that they stand. */
  halfOpen(who: string): void {
    for (const one of this.connections) {
      if (keyOf(one.peer) !== who) continue;
      one.up.held = true;
      one.down.held = true;
      one.server.destroy();
    }
  }

  /** Passes the next command that begins with `word` on, and loses its reply and all after it on that connection. */
  loseReply(word: string, lost: () => void): void {
    this.losing = word;
    this.lost = lost;
  }

  keepReplies(): void {
    this.losing = null;
    this.lost = null;
  }

  async close(): Promise<void> {
    for (const one of this.connections) end(one);
    this.listener.close();
    await once(this.listener, "close");
  }

  private join(client: Socket, port: number, overhear: Overhear): void {
    const server = connect({ host: LOOPBACK, port, noDelay: true });
    client.setNoDelay(true);
    const [up, down] = [new Pipe(server), new Pipe(client)];
    const one: Connection = {
      peer: { is: "client", user: null },
      settled: false,
      up,
      down,
      client,
      server,
    };
    this.connections.add(one);
    const reader = new CommandReader();
    client.on("data", (chunk) => {
      if (one.peer.is === "client") for (const words of reader.feed(chunk)) this.hear(one, words, overhear);
      up.take(chunk);
    });
    server.on("data", (chunk) => down.take(chunk));
    client.on("end", () => up.end());
    server.on("end", () => down.end());
    const gone = (): void => {
      this.connections.delete(one);
      client.destroy();
      server.destroy();
    };
    client.on("error", gone).on("close", gone);
    server.on("error", () => client.destroy());
    server.on("close", () => {
      if (!down.held) client.destroy();
    });
    this.expose(one);
  }

  private hear(one: Connection, words: string[], overhear: Overhear): void {
    const [name = "", second = "", third = ""] = words;
    const lower = name.toLowerCase();
    const user = userIn(words);
    if (user !== null) one.peer = { is: "client", user };
    if (lower === "replconf" && second.toLowerCase() === "listening-port")
      one.peer = { is: "replica", port: Number(third) };
    if (user !== null || one.peer.is === "replica") this.expose(one);
    if (one.peer.is === "client") overhear({ atMs: nowMs(), user: one.peer.user, words });
    if (this.losing !== null && one.peer.is === "client" && lower === this.losing.toLowerCase()) {
      one.down.swallowing = true;
      this.lost?.();
      this.keepReplies();
    }
  }

  private expose(one: Connection): void {
    const { held, delayMs } = this.weather.get(keyOf(one.peer)) ?? calm;
    for (const pipe of [one.up, one.down]) {
      pipe.held = held;
      pipe.delayMs = delayMs;
      pipe.changed();
    }
  }
}

function end(one: Connection): void {
  one.client.destroy();
  one.server.destroy();
}

function keyOf(peer: Peer): string {
  if (peer.is === "replica") return linkOf(peer.port);
  return isRouter(peer.user) ? routerOf(peer.user) : "dashboards";
}
/**
 * The name of a replica's link in `setWeather`, `cut` and `halfOpen`; each router has its own, by its login, and all other clients
 * together are `dashboards`.
 */
export const linkOf = (replicaPort: number): string => `link:${replicaPort}`;
export const routerOf = (user: string): string => `router:${user}`;
