import type { ConsistencySettings, ReadMode } from "@/lib/contract";
import type { ConsistencyTally } from "@/lib/lab/consistency";
import { makeValue, parseValue } from "@/lib/lab/consistency-value";
import { BULK_KEYS } from "@/lib/lab/limits";
import type { LabKeys } from "../keys";
import { codeOf, type LabClient } from "./client";

/** After a stall so many turns are made up for, and the others left out: a burst would measure the burst. */
const MADE_UP_FOR = 10;
/** How long the last answers are waited for, over what WAIT may take: longer than a call of the router does. */
const LAST_ANSWERS_MS = 3_000;
/** The same, when the experiment is stopped. */
const STOPPED_MS = 300;

export interface LoopOptions {
  readonly client: LabClient;
  readonly settings: ConsistencySettings;
  readonly keys: LabKeys;
  readonly tally: ConsistencyTally;
  /** When it is to begin, monotonic milliseconds: now, or a moment ago. */
  readonly startedMs: number;
  readonly signal: AbortSignal;
}

/**
 * Writes at the rate asked for, and reads each key in every mode as soon as its write is acknowledged. No read holds up a write or
 * another read: where the last write of a key, or the last read of a mode, is still under way, this one is left out.
 */
export class ConsistencyLoop {
  private readonly writing = new Set<number>();
  private readonly reading = new Map<
    ReadMode,
    { readonly sentMs: number; readonly keys: readonly number[] }
  >();
  private readonly counters: number[];
  /** The keys that have been acknowledged, the newest first. */
  private recent: readonly number[] = [];
  private readonly underWay = new Set<Promise<void>>();
  private readonly allAnswered = new AbortController();
  private ended = false;
  private over = false;

  constructor(private readonly options: LoopOptions) {
    this.counters = Array.from({ length: options.settings.keys }, () => 0);
  }

  /** Resolves when the time is over, or a moment after `signal`. `abandoned`: writes of which no reply had come by then. */
  async run(): Promise<{ readonly abandoned: number }> {
    const { settings, startedMs, signal } = this.options;
    const everyMs = 1000 / settings.writesPerSecond;
    const endMs = startedMs + settings.seconds * 1000;
    for (let turn = 0; !signal.aborted; ) {
      const elapsedMs = performance.now() - startedMs;
      if (elapsedMs >= settings.seconds * 1000) break;
      const due = Math.floor(elapsedMs / everyMs) + 1;
      for (turn = Math.max(turn, due - MADE_UP_FOR); turn < due; turn += 1) this.write(turn % settings.keys);
      const nextMs = Math.min(endMs, startedMs + due * everyMs);
      await pause(Math.max(1, nextMs - performance.now()), signal);
    }
    this.ended = true;
    await this.lastAnswers();
    this.over = true;
    return { abandoned: this.abandon() };
  }

  private write(key: number): void {
    if (this.writing.has(key)) return;
    this.writing.add(key);
    const { client, settings, keys, tally } = this.options;
    const counter = (this.counters[key] ?? 0) + 1;
    this.counters[key] = counter;
    const wait = settings.wait.replicas === 0 ? null : settings.wait;
    const sentMs = performance.now();
    this.follow(
      client.write(keys.set(key, makeValue(counter, settings.valueBytes)), wait).then(
        (written) => {
          if (this.over) return;
          const acknowledgedMs = performance.now();
          this.writing.delete(key);
          tally.add({ fact: "write", key, counter, sentMs, acknowledgedMs, wait: written.wait });
          this.acknowledged(key);
        },
        () => {
          if (this.over) return;
          this.writing.delete(key);
          tally.add({ fact: "write-failed", key, counter });
        },
      ),
    );
  }

  private acknowledged(key: number): void {
    if (this.options.signal.aborted) return;
    this.recent = [key, ...this.recent.filter((other) => other !== key)].slice(0, BULK_KEYS);
    for (const mode of this.options.settings.modes)
      this.read(mode, mode === "bulk-read" ? this.recent : [key]);
  }

  private read(mode: ReadMode, keys: readonly number[]): void {
    if (this.reading.has(mode)) return;
    const { client, tally } = this.options;
    const sentMs = performance.now();
    this.reading.set(mode, { sentMs, keys });
    const commands = keys.map((key) => this.options.keys.get(key));
    this.follow(
      client.read(mode, commands).then(
        (answers) => {
          if (this.over) return;
          const receivedMs = performance.now();
          this.reading.delete(mode);
          keys.forEach((key, i) => {
            const answer = answers[i];
            const counter = answer === undefined ? null : parseValue(answer.reply);
            if (answer === undefined || counter === null)
              tally.add({ fact: "refused", mode, sentMs, code: "unreadable" });
            else tally.add({ fact: "read", mode, key, sentMs, receivedMs, counter, from: answer.from });
          });
        },
        (error: unknown) => {
          if (this.over) return;
          this.reading.delete(mode);
          for (const _ of keys) tally.add({ fact: "refused", mode, sentMs, code: codeOf(error) });
        },
      ),
    );
  }

  private follow(call: Promise<void>): void {
    this.underWay.add(call);
    void call.then(() => {
      this.underWay.delete(call);
      if (this.ended && this.underWay.size === 0) this.allAnswered.abort();
    });
  }

  private async lastAnswers(): Promise<void> {
    if (this.underWay.size === 0) return;
    const { signal, settings } = this.options;
    const waitMs = settings.wait.replicas === 0 ? 0 : settings.wait.timeoutMs;
    const answered = this.allAnswered.signal;
    await pause(LAST_ANSWERS_MS + waitMs, AbortSignal.any([signal, answered]));
    if (signal.aborted) await pause(STOPPED_MS, answered);
  }

  /** What is still under way counts as unanswered. */
  private abandon(): number {
    const { tally } = this.options;
    for (const key of this.writing)
      tally.add({ fact: "write-failed", key, counter: this.counters[key] ?? 0 });
    for (const [mode, { sentMs, keys }] of this.reading)
      for (const _ of keys) tally.add({ fact: "refused", mode, sentMs, code: "unanswered" });
    return this.writing.size;
  }
}

/** Resolves after that long, or as soon as `signal` fires. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}
