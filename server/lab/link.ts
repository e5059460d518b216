import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import type { LinkWeather } from "@/lib/contract";

/** A link on which nothing is changed. */
export const fairWeather: LinkWeather = { delayMs: 0, paused: false, cut: false, bytesPerSecond: null };

const LOOPBACK = "127.0.0.1";
/** Of a link that is as fast as the machine: what waits at most, so that a delay is no limit on the rate. */
const WAITING_BYTES = 64 * 1_048_576;
/** Of a slow link: so much time's worth may wait, as in a router's queue; the rest stays with the upstream, which counts it. */
const QUEUE_MS = 100;
const LEAST_QUEUE_BYTES = 65_536;
const LOOK_AGAIN_MS = 5;

/**
 * A replication link through this process: what the upstream sends can be delayed, slowed, held and cut on its way to the replica;
 * what the replica sends passes at once. Order is kept, and nothing is lost but by a cut.
 */
export class LabLink {
  readonly host = LOOPBACK;
  #weather = fairWeather;
  #toReplicaBytes = 0;
  readonly #ways = new Set<Way>();

  private constructor(
    private readonly listener: Server,
    readonly port: number,
  ) {}

  static async start(upstream: { readonly host: string; readonly port: number }): Promise<LabLink> {
    const listener = createServer();
    listener.listen(0, LOOPBACK);
    await once(listener, "listening");
    const address = listener.address();
    if (address === null || typeof address === "string") throw new Error("a link without a port");
    const link = new LabLink(listener, address.port);
    listener.on("connection", (replica) => link.#take(replica, upstream));
    return link;
  }

  get weather(): LinkWeather {
    return this.#weather;
  }

  /** Bytes that were handed to the replica since the start. */
  get toReplicaBytes(): number {
    return this.#toReplicaBytes;
  }

  /** Holds from now on, also for what is under way. */
  change(weather: LinkWeather): void {
    this.#weather = weather;
    for (const way of [...this.#ways]) {
      if (weather.cut) way.end();
      else way.pour();
    }
  }

  async close(): Promise<void> {
    for (const way of [...this.#ways]) way.end();
    this.listener.close();
    await once(this.listener, "close");
  }

  #take(replica: Socket, upstream: { readonly host: string; readonly port: number }): void {
    replica.on("error", () => {});
    if (this.#weather.cut) {
      replica.destroy();
      return;
    }
    const way = new Way(replica, connect({ ...upstream }), {
      weather: () => this.#weather,
      passed: (bytes) => {
        this.#toReplicaBytes += bytes;
      },
      ended: () => this.#ways.delete(way),
    });
    this.#ways.add(way);
  }
}

interface WayOptions {
  readonly weather: () => LinkWeather;
  readonly passed: (bytes: number) => void;
  readonly ended: () => void;
}

/** One connection of the link. */
class Way {
  private waiting: { readonly atMs: number; readonly chunk: Buffer }[] = [];
  private waitingBytes = 0;
  private timer: NodeJS.Timeout | null = null;
  /** Until when the link is taken up by what was sent last. Monotonic milliseconds. */
  private takenUntilMs = 0;
  private over = false;

  constructor(
    private readonly replica: Socket,
    private readonly upstream: Socket,
    private readonly options: WayOptions,
  ) {
    replica.setNoDelay(true);
    upstream.setNoDelay(true);
    upstream.on("data", (chunk) => this.take(chunk));
    replica.on("data", (chunk) => {
      if (!upstream.write(chunk)) replica.pause();
    });
    upstream.on("drain", () => replica.resume());
    replica.on("drain", () => this.pour());
    for (const socket of [replica, upstream]) {
      socket.on("error", () => this.end());
      socket.on("close", () => this.end());
    }
  }

  end(): void {
    if (this.over) return;
    this.over = true;
    if (this.timer !== null) clearTimeout(this.timer);
    this.replica.destroy();
    this.upstream.destroy();
    this.options.ended();
  }

  private take(chunk: Buffer): void {
    this.waiting.push({ atMs: performance.now(), chunk });
    this.waitingBytes += chunk.length;
    if (this.waitingBytes >= this.mostWaiting()) this.upstream.pause();
    if (this.timer === null) this.pour();
  }

  private mostWaiting(): number {
    const { bytesPerSecond, delayMs } = this.options.weather();
    if (bytesPerSecond === null) return WAITING_BYTES;
    return Math.max(LEAST_QUEUE_BYTES, ((delayMs + QUEUE_MS) / 1000) * bytesPerSecond);
  }

  /** Hands on what is due, and comes back when more is. */
  pour(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    const { paused, delayMs, bytesPerSecond } = this.options.weather();
    if (this.over || paused) return;
    let sent = 0;
    for (const { atMs, chunk } of this.waiting) {
      if (this.replica.writableNeedDrain) break;
      const now = performance.now();
      const dueMs = Math.max(atMs + delayMs, bytesPerSecond === null ? 0 : this.takenUntilMs);
      if (dueMs > now) {
        this.timer = setTimeout(() => this.pour(), Math.max(1, dueMs - now));
        break;
      }
      if (bytesPerSecond !== null)
        this.takenUntilMs =
          Math.max(this.takenUntilMs, now - LOOK_AGAIN_MS) + (1000 * chunk.length) / bytesPerSecond;
      this.replica.write(chunk);
      this.waitingBytes -= chunk.length;
      this.options.passed(chunk.length);
      sent += 1;
    }
    this.waiting = this.waiting.slice(sent);
    if (this.waitingBytes < this.mostWaiting()) this.upstream.resume();
  }
}
