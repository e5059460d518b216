import { type Calls, Tries } from "./calls";
import { type Failed, plain, readFailure, tooLate, within } from "./exchange";
import type { Fit } from "./fit";
import type { Answer, ReadOptions } from "./public";
import { answer, attemptMs, type Reads } from "./reads";

/** So many go out in one write: more would only lie in memory. */
const AT_ONCE = 512;

/** Many reads at once, an even share for each replica; what one fails to answer is asked elsewhere. */
export class BulkReads {
  constructor(
    private readonly calls: Calls,
    private readonly reads: Reads,
  ) {}

  async read(commands: readonly (readonly string[])[], options: ReadOptions = {}): Promise<Answer[]> {
    const tries = new Tries(this.calls, this.calls.now());
    const answers = new Map<number, Answer>();
    let left = commands.map((words, index) => ({ words, index }));
    while (left.length > 0) {
      const leftMs = tries.leftMs();
      const fits = leftMs > 0 ? this.reads.spread(options) : [];
      if (fits.length < 1) {
        if (leftMs <= 0) throw this.reads.outOfTime(options, tries);
        await (tries.attempts > 0 ? tries.pause() : tries.change());
        continue;
      }
      if (tries.attempts > 0) await tries.pause();
      tries.attempts += 1;
      const share = Math.ceil(left.length / fits.length);
      await Promise.all(
        fits.map((fit, i) => this.take(fit, left.slice(i * share, (i + 1) * share), options, answers, tries)),
      );
      left = left.filter(({ index }) => !answers.has(index));
    }
    return commands.flatMap((_, index) => answers.get(index) ?? []);
  }

  /** Asks one member for its share, part by part, and stops at the first part that it does not answer. */
  private async take(
    fit: Fit,
    share: readonly Asked[],
    options: ReadOptions,
    answers: Map<number, Answer>,
    tries: Tries,
  ): Promise<void> {
    for (let at = 0; at < share.length; at += AT_ONCE) {
      const part = share.slice(at, at + AT_ONCE);
      const sentMs = this.calls.now();
      const limitMs = Math.min(tries.leftMs(), attemptMs(this.calls.deadlineMs));
      if (limitMs <= 0) return;
      const replies = await this.ask(fit, part, limitMs);
      if (!Array.isArray(replies)) return this.reads.weigh([], fit, replies, tries);
      if (!this.reads.inBound(fit, options)) return;
      for (const [i, { words, index }] of part.entries()) {
        const reply = replies[i];
        if (reply instanceof Error) this.reads.weigh(words, fit, readFailure(reply), tries);
        else answers.set(index, answer(fit, plain(reply), sentMs, tries.attempts));
      }
    }
  }

  private async ask({ line }: Fit, part: readonly Asked[], limitMs: number): Promise<unknown[] | Failed> {
    if (!line.isOpen) return { state: "unsent" };
    const replies = line.callAll(part.map(({ words }) => words)).then(
      (all): unknown[] | Failed => {
        line.answered += 1;
        return all;
      },
      (error: unknown): Failed => {
        line.answered += 1;
        return readFailure(error);
      },
    );
    return within<unknown[] | Failed>(replies, limitMs, tooLate(limitMs));
  }
}

interface Asked {
  readonly words: readonly string[];
  readonly index: number;
}
