import type { ChangeLink, ConsistencyResult, ReadMode } from "@/lib/contract";
import { KeyWrites } from "./consistency-key";
import { percentiles } from "./percentiles";

/** A read that could not be judged, among the codes of those that were refused. */
export const IN_DOUBT = "write-in-doubt";

/**
 * What happened, as the one who writes and reads saw it, on its own monotonic clock in milliseconds. A write is told before any read
 * that was sent after it was acknowledged; the writes of one key one after another, their counters rising from 1.
 */
export type Fact =
  | {
      readonly fact: "write";
      readonly key: number;
      readonly counter: number;
      readonly sentMs: number;
      readonly acknowledgedMs: number;
      /** What WAIT returned; null: none was sent. The time of the write has its own in it. */
      readonly wait: { readonly replicas: number } | null;
    }
  /** Refused, or no reply came: it may have been carried out. */
  | { readonly fact: "write-failed"; readonly key: number; readonly counter: number }
  | {
      readonly fact: "read";
      readonly mode: ReadMode;
      readonly key: number;
      readonly sentMs: number;
      readonly receivedMs: number;
      readonly counter: number;
      readonly from: "primary" | "replica";
    }
  | { readonly fact: "refused"; readonly mode: ReadMode; readonly sentMs: number; readonly code: string }
  | ({ readonly fact: "link"; readonly atMs: number } & ChangeLink);

type Of<F extends Fact["fact"]> = Extract<Fact, { fact: F }>;
type Course = ConsistencyResult["course"][number]["modes"][number];

/** Counts what happened in one experiment. */
export class ConsistencyTally {
  private readonly keys = new Map<number, KeyWrites>();
  private readonly modes: ReadonlyMap<ReadMode, ModeTally>;
  private readonly faults: ConsistencyResult["faults"] = [];
  private readonly writeSeconds: number[] = [];
  private readonly reached: number[] = [];
  private waited = false;
  private failed = 0;
  private lastSecond = -1;

  /** @param startedMs from which the seconds of the course count */
  constructor(
    private readonly startedMs: number,
    modes: readonly ReadMode[],
  ) {
    this.modes = new Map([...new Set(modes)].map((mode) => [mode, new ModeTally()]));
  }

  add(fact: Fact): void {
    if (fact.fact === "write") this.write(fact);
    else if (fact.fact === "write-failed") {
      this.failed += 1;
      this.key(fact.key).add(fact.counter, null);
    } else if (fact.fact === "link") {
      const atSeconds = Math.max(0, fact.atMs - this.startedMs) / 1000;
      this.faults.push({ atSeconds, replica: fact.replica, weather: fact.weather });
    } else {
      const second = Math.max(0, Math.floor((fact.sentMs - this.startedMs) / 1000));
      this.lastSecond = Math.max(this.lastSecond, second);
      const mode = this.modes.get(fact.mode);
      if (fact.fact === "refused") mode?.refuse(second, fact.code);
      else mode?.read(second, fact, this.key(fact.key));
    }
  }

  /** All that was told so far. */
  result(): ConsistencyResult {
    const seconds = Array.from({ length: this.lastSecond + 1 }, (_, second) => second);
    const acknowledged = this.writeSeconds.length;
    return {
      kind: "consistency",
      writes: {
        sent: acknowledged + this.failed,
        acknowledged,
        failed: this.failed,
        seconds: percentiles(this.writeSeconds),
        wait: this.waited ? { reached: [...this.reached] } : null,
      },
      modes: [...this.modes].map(([mode, tally]) => ({ mode, ...tally.figures() })),
      course: seconds.map((second) => ({
        second,
        modes: [...this.modes].map(([mode, tally]) => ({ mode, ...tally.at(second) })),
      })),
      faults: [...this.faults],
    };
  }

  private write({ key, counter, sentMs, acknowledgedMs, wait }: Of<"write">): void {
    this.key(key).add(counter, acknowledgedMs);
    this.writeSeconds.push((acknowledgedMs - sentMs) / 1000);
    if (wait === null) return;
    this.waited = true;
    while (this.reached.length <= wait.replicas) this.reached.push(0);
    this.reached[wait.replicas] = (this.reached[wait.replicas] ?? 0) + 1;
  }

  private key(n: number): KeyWrites {
    const known = this.keys.get(n) ?? new KeyWrites();
    this.keys.set(n, known);
    return known;
  }
}

const nothing: Omit<Course, "mode"> = { fresh: 0, stale: 0, refused: 0, worstStaleSeconds: null };

/** What one mode's reads came to. */
class ModeTally {
  private readonly seconds: number[] = [];
  private readonly staleSeconds: number[] = [];
  private readonly refusals = new Map<string, number>();
  private readonly course: Omit<Course, "mode">[] = [];
  private fresh = 0;
  private refused = 0;
  private fromPrimary = 0;

  refuse(second: number, code: string): void {
    this.refused += 1;
    this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
    const then = this.at(second);
    this.course[second] = { ...then, refused: then.refused + 1 };
  }

  read(second: number, { counter, sentMs, receivedMs, from }: Of<"read">, key: KeyWrites): void {
    const shown = key.judge(counter, sentMs);
    if (shown.state === "in-doubt") {
      this.refuse(second, IN_DOUBT);
      return;
    }
    this.seconds.push((receivedMs - sentMs) / 1000);
    if (from === "primary") this.fromPrimary += 1;
    const then = this.at(second);
    if (shown.state === "fresh") {
      this.fresh += 1;
      this.course[second] = { ...then, fresh: then.fresh + 1 };
      return;
    }
    const staleSeconds = shown.staleMs / 1000;
    this.staleSeconds.push(staleSeconds);
    const worstStaleSeconds = Math.max(then.worstStaleSeconds ?? staleSeconds, staleSeconds);
    this.course[second] = { ...then, stale: then.stale + 1, worstStaleSeconds };
  }

  at(second: number): Omit<Course, "mode"> {
    return this.course[second] ?? nothing;
  }

  figures(): Omit<ConsistencyResult["modes"][number], "mode"> {
    const answered = this.seconds.length;
    return {
      reads: answered + this.refused,
      fresh: this.fresh,
      stale: this.staleSeconds.length,
      refused: this.refused,
      refusals: Object.fromEntries([...this.refusals].toSorted(([a], [b]) => (a < b ? -1 : 1))),
      staleSeconds: percentiles(this.staleSeconds),
      seconds: percentiles(this.seconds),
      fromPrimary: this.fromPrimary,
      fromReplicas: answered - this.fromPrimary,
    };
  }
}
