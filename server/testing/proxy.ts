import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { LOOPBACK, listen } from "./listen";

/** What a proxied connection does to the bytes that pass it. */
interface Weather {
  /** Held back: they stay in the sender's kernel. */
  paused: boolean;
  delayMs: number;
  /** Null: as fast as they come. */
  bytesPerSecond: number | null;
}

/** One client's way through the proxy. */
export class ProxyConnection {
  readonly weather: Weather;
  private wake: () => void = () => {};

  constructor(
    private readonly client: Socket,
    private readonly server: Socket,
    weather: Weather,
  ) {
    this.weather = { ...weather };
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      from.on("error", () => this.cut());
      void this.pump(from, to);
    }
  }

  get open(): boolean {
    return !this.client.destroyed;
  }

  /** Both ends stay connected and hear nothing more. */
  pause(): void {
    this.weather.paused = true;
  }

  resume(): void {
    this.weather.paused = false;
    this.wake();
  }

  /** Both ends see the connection end. */
  cut(): void {
    this.client.destroy();
    this.server.destroy();
    this.wake();
  }

  /** The server sees it end; the client believes it stands. */
  halfOpen(): void {
    this.weather.paused = true;
    this.server.destroy();
  }

  private async pump(from: Socket, to: Socket): Promise<void> {
    try {
      for await (const chunk of from) {
        while (this.weather.paused && this.open) {
          await new Promise<void>((resolve) => {
            this.wake = chain(this.wake, resolve);
          });
        }
        const { delayMs, bytesPerSecond } = this.weather;
        const waitMs = delayMs + (bytesPerSecond === null ? 0 : (1000 * chunk.length) / bytesPerSecond);
        if (waitMs > 0) await delay(waitMs);
        if (!to.writable) break;
        if (!to.write(chunk)) await Promise.race([once(to, "drain"), once(to, "close")]);
      }
    } catch {
      // A socket that broke ends the connection below, as one that ended does.
    }
    if (!this.weather.paused) this.cut();
  }
}

const chain =
  (first: () => void, second: () => void): (() => void) =>
  () => {
    first();
    second();
  };

/** A TCP proxy between an instance and whoever dials it, with a hand on every connection. */
export class LinkProxy {
  readonly host = LOOPBACK;
  readonly connections = new Set<ProxyConnection>();
  /** What new connections start with. */
  readonly weather: Weather = { paused: false, delayMs: 0, bytesPerSecond: null };

  private constructor(
    private readonly listener: Server,
    readonly port: number,
  ) {}

  static async start(to: { readonly host: string; readonly port: number }): Promise<LinkProxy> {
    const listener = createServer();
    const proxy = new LinkProxy(listener, await listen(listener));
    listener.on("connection", (client) => {
      const connection = new ProxyConnection(client, connect({ ...to }), proxy.weather);
      proxy.connections.add(connection);
      client.once("close", () => proxy.connections.delete(connection));
    });
    return proxy;
  }

  /** Does the same to every connection that stands. */
  each(what: (connection: ProxyConnection) => void): void {
    for (const connection of [...this.connections]) what(connection);
  }

  async close(): Promise<void> {
    this.each((connection) => connection.cut());
    this.listener.close();
    await once(this.listener, "close");
  }
}
