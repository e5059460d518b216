import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { LOOPBACK, listen } from "./listen";

const nowMs = (): number => performance.timeOrigin + performance.now();

/**
 * A replication link with a delay that can be set, and the truth about it: when each byte of the stream came out of the
 * primary. What the primary sends waits `delayMs` on its way to the replica, in order and without a limit on how much;
 * what the replica sends passes at once.
 */
export class DelayLine {
  readonly host = LOOPBACK;
  delayMs = 0;
  /** While held nothing leaves, whatever its age. */
  private held = false;
  private waiting: { readonly atMs: number; readonly chunk: Buffer }[] = [];
  private timer: NodeJS.Timeout | null = null;
  private replica: Socket | null = null;
  private readonly arrivals: { readonly atMs: number; readonly total: number }[] = [];
  private total = 0;
  /** Offset of the stream less bytes through the line; null until it is known. */
  private shift: number | null = null;

  private constructor(
    private readonly listener: Server,
    readonly port: number,
  ) {}

  /** The first who dials is the replica; whoever comes while that link stands, say to ask who is here, is let through. */
  static async start(primary: { readonly host: string; readonly port: number }): Promise<DelayLine> {
    const listener = createServer();
    const line = new DelayLine(listener, await listen(listener));
    listener.on("connection", (replica) => {
      const upstream = connect({ host: primary.host, port: primary.port });
      const isLink = line.replica === null || line.replica.destroyed;
      if (isLink) line.replica = replica;
      upstream.on("data", (chunk) => (isLink ? line.take(chunk) : replica.write(chunk)));
      replica.on("data", (chunk) => upstream.write(chunk));
      for (const [one, other] of [
        [replica, upstream],
        [upstream, replica],
      ] as const) {
        one.on("error", () => other.destroy());
        one.on("close", () => other.destroy());
      }
    });
    return line;
  }

  /** Says that all that has come through so far is the stream up to `offset`. Call while nothing is written. */
  standsAt(offset: number): void {
    this.shift = offset - this.total;
    this.arrivals.length = 0;
  }

  hold(): void {
    this.held = true;
  }

  release(): void {
    this.held = false;
    this.pour();
  }

  /** How old, at `atMs`, the first byte beyond `offset` was; 0 where there was none yet. Seconds. */
  trueLagSeconds(offset: number, atMs: number): number {
    if (this.shift === null) throw new Error("the line does not know where the stream stood");
    const wanted = offset - this.shift;
    let low = 0;
    let high = this.arrivals.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.arrivals[middle]?.total ?? 0) > wanted) high = middle;
      else low = middle + 1;
    }
    const first = this.arrivals[low];
    return first === undefined ? 0 : Math.max(0, atMs - first.atMs) / 1000;
  }

  async close(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    this.replica?.destroy();
    this.listener.close();
    await once(this.listener, "close");
  }

  private take(chunk: Buffer): void {
    const atMs = nowMs();
    this.total += chunk.length;
    this.arrivals.push({ atMs, total: this.total });
    this.waiting.push({ atMs, chunk });
    if (this.waiting.length === 1 || this.delayMs === 0) this.pour();
  }

  /** Sends on what has waited long enough, and comes back when the next has. */
  private pour(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.held) return;
    const now = nowMs();
    const young = this.waiting.findIndex(({ atMs }) => atMs + this.delayMs > now);
    const ripe = this.waiting.splice(0, young === -1 ? this.waiting.length : young);
    if (ripe.length > 0) this.replica?.write(Buffer.concat(ripe.map(({ chunk }) => chunk)));
    const next = this.waiting[0];
    if (next !== undefined) this.timer = setTimeout(() => this.pour(), next.atMs + this.delayMs - now);
  }
}
