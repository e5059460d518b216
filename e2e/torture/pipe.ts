import type { Socket } from "node:net";
import { nowMs } from "./history";

/** One direction of a connection: bytes in order, each no earlier than `delayMs` after it came. */
export class Pipe {
  private readonly waiting: { readonly ripeMs: number; readonly chunk: Buffer }[] = [];
  private timer: NodeJS.Timeout | null = null;
  private ended = false;
  delayMs = 0;
  /** Bytes stay here; both ends believe the connection stands. */
  held = false;
  /** Bytes are dropped as if they had arrived. */
  swallowing = false;

  constructor(private readonly to: Socket) {}

  take(chunk: Buffer): void {
    if (this.swallowing) return;
    if (this.waiting.length === 0 && this.delayMs === 0 && !this.held) {
      this.write(chunk);
      return;
    }
    // Never before what came earlier, even where the delay has become shorter since.
    const last = this.waiting.at(-1)?.ripeMs ?? 0;
    this.waiting.push({ ripeMs: Math.max(last, nowMs() + this.delayMs), chunk });
    this.pour();
  }

  /** What it was told to do has changed. */
  changed(): void {
    this.pour();
  }

  /** The sender is done; so is the receiver, once all has left. */
  end(): void {
    this.ended = true;
    this.pour();
  }

  private pour(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.held) return;
    const now = nowMs();
    for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
      if (next.ripeMs > now) {
        this.timer = setTimeout(() => this.pour(), next.ripeMs - now);
        return;
      }
      this.waiting.shift();
      this.write(next.chunk);
    }
    if (this.ended) this.to.end();
  }

  private write(chunk: Buffer): void {
    if (this.to.writable) this.to.write(chunk);
  }
}
