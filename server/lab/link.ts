import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import type { LinkWeather } from "@/lib/contract";

/** A link on which nothing is changed. */
export const fairWeather: LinkWeather = { delayMs: 0, paused: false, cut: false, bytesPerSecond: null };

const LOOPBACK = "127.0.0.1";
/** Of a link that is as fast as the machine: what waits at most. A delay of a second is thus no limit below 64 MiB/s. */
const WAITING_BYTES = 64 * 1_048_576;
/** Of a slow link: so much time's worth may wait, as in a router's queue; the rest stays with the upstream, which counts it. */
const QUEUE_MS = 100;
const LEAST_QUEUE_BYTES = 65_536;
/** A slow link hands on pieces of so much time's worth, so that a byte waits for no longer than it must. */
const PIECE_MS = 10;
const LEAST_PIECE_BYTES = 256;

interface Address {
  readonly host: string;
  readonly port: number;
}

/** A connection that waits to be let through. */
export interface HeldDial {
  letThrough(): void;
}

/**
 * A replication link through this process: what the upstream sends can be delayed, slowed, held and cut on its way to the replica;
 * what the replica sends passes at once. Order is kept, and nothing is lost but by a cut. All connections of a link share its rate.
 */
export class LabLink {
  readonly host = LOOPBACK;
  #weather = fairWeather;
  #toReplicaBytes = 0;
  #hold: ((dial: HeldDial) => void) | null = null;
  readonly #held = new Set<Socket>();
  readonly #ways = new Set<Way>();
  readonly #shared: Shared;

  private constructor(
    private readonly listener: Server,
    readonly port: number,
  ) {
    this.#shared = {
      takenUntilMs: 0,
      weather: () => this.#weather,
      passed: (bytes) => {
        this.#toReplicaBytes += bytes;
      },
    };
  }

  static async start(upstream: Address): Promise<LabLink> {
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

  /** Bytes that came from the upstream and have not passed yet. */
  get underWayBytes(): number {
    return [...this.#ways].reduce((sum, way) => sum + way.waitingBytes, 0);
  }

  /** Holds from now on, also for what is under way. */
  change(weather: LinkWeather): void {
    this.#weather = weather;
    this.#shared.takenUntilMs = performance.now();
    for (const way of [...this.#ways]) {
      if (weather.cut) way.end();
      else way.pour();
    }
    if (weather.cut) this.#dropHeld();
  }

  /**
   * Resolves when the replica dials the next time and the link is not cut. Nothing of it reaches the upstream before it is let
   * through, so that whoever waits can look at both first.
   */
  holdNextDial(): Promise<HeldDial> {
    return new Promise((resolve) => {
      this.#hold = resolve;
    });
  }

  async close(): Promise<void> {
    for (const way of [...this.#ways]) way.end();
    this.#dropHeld();
    this.listener.close();
    await once(this.listener, "close");
  }

  #take(replica: Socket, upstream: Address): void {
    replica.on("error", () => {});
    if (this.#weather.cut) {
      replica.destroy();
      return;
    }
    const letThrough = (): void => {
      this.#held.delete(replica);
      if (replica.destroyed) return;
      const way = new Way(replica, connect({ ...upstream }), this.#shared, () => this.#ways.delete(way));
      this.#ways.add(way);
    };
    const hold = this.#hold;
    this.#hold = null;
    if (hold === null) {
      letThrough();
      return;
    }
    this.#held.add(replica);
    hold({ letThrough });
  }

  #dropHeld(): void {
    for (const socket of this.#held) socket.destroy();
    this.#held.clear();
  }
}

interface Shared {
  /** Until when the link is taken up by what was sent last. Monotonic milliseconds. */
  takenUntilMs: number;
  readonly weather: () => LinkWeather;
  readonly passed: (bytes: number) => void;
}

interface Waiting {
  /** When it came. Monotonic milliseconds. */
  readonly atMs: number;
  readonly chunk: Buffer;
}

/** One connection of the link. */
class Way {
  private readonly waiting: Waiting[] = [];
  /** Of `waiting`, how many have passed; they are dropped by the many, for each time moves all that follow. */
  private gone = 0;
  /** Of the oldest that waits, how many bytes have passed. */
  private goneBytes = 0;
  waitingBytes = 0;
  private timer: NodeJS.Timeout | null = null;
  private closing = false;
  private over = false;

  constructor(
    private readonly replica: Socket,
    private readonly upstream: Socket,
    private readonly shared: Shared,
    private readonly ended: () => void,
  ) {
    replica.setNoDelay(true);
    upstream.setNoDelay(true);
    upstream.on("data", (chunk) => this.take(chunk));
    replica.on("data", (chunk) => {
      if (!upstream.write(chunk)) replica.pause();
    });
    upstream.on("drain", () => replica.resume());
    replica.on("drain", () => this.pour());
    replica.on("error", () => this.end());
    replica.on("close", () => this.end());
    upstream.on("error", () => this.end());
    // What it sent before it closed is still under way.
    upstream.on("close", () => {
      this.closing = true;
      this.pour();
    });
  }

  end(): void {
    if (this.over) return;
    this.over = true;
    if (this.timer !== null) clearTimeout(this.timer);
    this.waiting.length = 0;
    this.replica.destroy();
    this.upstream.destroy();
    this.ended();
  }

  private take(chunk: Buffer): void {
    if (this.over) return;
    this.waiting.push({ atMs: performance.now(), chunk });
    this.waitingBytes += chunk.length;
    if (this.waitingBytes >= this.mostWaiting()) this.upstream.pause();
    if (this.timer === null) this.pour();
  }

  private mostWaiting(): number {
    const { bytesPerSecond, delayMs } = this.shared.weather();
    if (bytesPerSecond === null) return WAITING_BYTES;
    const queued = ((delayMs + QUEUE_MS) / 1000) * bytesPerSecond;
    return Math.min(WAITING_BYTES, Math.max(LEAST_QUEUE_BYTES, queued));
  }

  /** Hands on what is due, and comes back when more is. */
  pour(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    const { paused, delayMs, bytesPerSecond } = this.shared.weather();
    if (this.over || paused) return;
    for (let oldest = this.waiting[this.gone]; oldest !== undefined; oldest = this.waiting[this.gone]) {
      if (this.replica.writableNeedDrain) break;
      const now = performance.now();
      // Delayed first, then queued before the slow stretch.
      const dueMs = Math.max(oldest.atMs + delayMs, bytesPerSecond === null ? 0 : this.shared.takenUntilMs);
      if (dueMs > now) {
        this.timer = setTimeout(() => this.pour(), Math.max(1, dueMs - now));
        break;
      }
      this.pass(oldest, dueMs);
    }
    this.forgetGone();
    if (this.waitingBytes < this.mostWaiting()) this.upstream.resume();
    if (this.closing && this.waiting.length === 0) this.replica.end(() => this.end());
  }

  private pass({ chunk }: Waiting, dueMs: number): void {
    const { bytesPerSecond } = this.shared.weather();
    const most =
      bytesPerSecond === null
        ? chunk.length
        : Math.max(LEAST_PIECE_BYTES, Math.floor((bytesPerSecond * PIECE_MS) / 1000));
    const piece = chunk.subarray(this.goneBytes, this.goneBytes + most);
    // Counted from when it was due, not from when a late timer came to it: the rate is kept over any number of pieces.
    if (bytesPerSecond !== null) this.shared.takenUntilMs = dueMs + (1000 * piece.length) / bytesPerSecond;
    this.replica.write(piece);
    this.waitingBytes -= piece.length;
    this.shared.passed(piece.length);
    this.goneBytes += piece.length;
    if (this.goneBytes < chunk.length) return;
    this.goneBytes = 0;
    this.gone += 1;
  }

  private forgetGone(): void {
    if (this.gone < this.waiting.length / 2) return;
    this.waiting.splice(0, this.gone);
    this.gone = 0;
  }
}
