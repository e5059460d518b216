import type { Effect } from "@/lib/contract";

/** What came of the trials. */
export class Tally {
  readonly kinds = new Map<string, { partial: number; full: number; none: number; unknown: number }>();
  readonly mismatches: string[] = [];

  get trials(): number {
    return this.sum("partial") + this.sum("full") + this.sum("none");
  }

  sum(verdict: Effect["resync"]): number {
    return [...this.kinds.values()].reduce((total, one) => total + one[verdict], 0);
  }

  /** A line for each kind of trial. */
  table(): string {
    return [...this.kinds]
      .map(
        ([kind, { partial, full, none, unknown }]) =>
          `${kind}: ${partial} partial, ${full} full, ${none} untouched, ${unknown} unknown`,
      )
      .sort()
      .join("\n");
  }

  note(kind: string, verdict: Effect["resync"]): void {
    const one = this.kinds.get(kind) ?? { partial: 0, full: 0, none: 0, unknown: 0 };
    one[verdict] += 1;
    this.kinds.set(kind, one);
  }
}
