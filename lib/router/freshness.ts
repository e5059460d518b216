import type { Offset } from "@/lib/units";
import type { Place } from "./histories";

/** How far back a replica's staleness can be told. */
const KEEP_MS = 120_000;

/**
 * Where the primary stood when it was looked at: the yardstick for how old a replica's data is.
 *
 * A look that was sent at `sentMs` and showed offset `o` proves: all that was acknowledged before `sentMs` lies at or below `o`.
 * So a replica that has applied `o` holds all of that, however late either reply came.
 */
export class PrimaryTrail {
  private replid: string | null = null;
  private readonly points: { sentMs: number; readonly offset: Offset }[] = [];

  /** Notes a look at the believed primary. Looks come in the order in which they were sent; another history begins anew. */
  note(sentMs: number, { replid, offset }: Place): void {
    if (replid !== this.replid) this.points.length = 0;
    this.replid = replid;
    const newest = this.points.at(-1);
    if (newest !== undefined && (sentMs <= newest.sentMs || offset < newest.offset)) return;
    if (newest?.offset === offset) newest.sentMs = sentMs;
    else this.points.push({ sentMs, offset });
    const outdated = this.points.findIndex((point) => point.sentMs >= sentMs - KEEP_MS);
    if (outdated > 0) this.points.splice(0, outdated);
  }

  /** Nobody is the primary, or another one is: what was noted says nothing more. */
  clear(): void {
    this.replid = null;
    this.points.length = 0;
  }

  /** The primary's offset at the newest look; null: none, or one in another history than `replid`. */
  newestOffset(replid: string): Offset | null {
    return replid === this.replid ? (this.points.at(-1)?.offset ?? null) : null;
  }

  /**
   * The newest moment of which it is proven that whoever stands at `place` holds all that was acknowledged before it; null: there
   * is none within two minutes, or it stands in another history.
   */
  holdsAllBeforeMs({ replid, offset }: Place): number | null {
    if (replid !== this.replid) return null;
    let [low, high] = [0, this.points.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const point = this.points[middle];
      if (point !== undefined && point.offset <= offset) low = middle + 1;
      else high = middle;
    }
    return this.points[low - 1]?.sentMs ?? null;
  }
}
