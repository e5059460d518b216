import { refusalOf } from "@/lib/router/refusals";
import { type Calls, Tries } from "./calls";
import { Circle } from "./circle";
import { exchange, type Failed, plain, readFailure } from "./exchange";
import { deadline, noMember, nowhere, refused, tooFarBehind } from "./failures";
import { type Fit, lagOf } from "./fit";
import type { Member } from "./member";
import type { Answer, ReadOptions, Reply } from "./public";

/** No one try of a read takes longer than this share of the call's time, so that another member has time to answer. */
const TRIES_IN_TIME = 4;

export const attemptMs = (deadlineMs: number): number => Math.max(50, deadlineMs / TRIES_IN_TIME);

/** Reads go round the replicas; one that fails is asked elsewhere. */
export class Reads {
  private turn = 0;
  private readonly circles = { plain: new Circle(), bounded: new Circle(), many: new Circle() };

  constructor(private readonly calls: Calls) {}

  read(words: readonly string[], options?: ReadOptions): Promise<Answer> {
    const { scout, now } = this.calls;
    const { readers } = scout;
    const fit = readers[(this.turn + 1) % readers.length];
    if (options !== undefined || fit === undefined || !fit.line.isOpen)
      return this.again(words, options ?? {}, new Tries(this.calls, now()), new Set());
    this.turn += 1;
    const { line } = fit;
    const { roundMs } = scout;
    return line.call(words).then(
      (reply) => {
        line.answered += 1;
        return answer(fit, plain(reply), now(), 1);
      },
      (error: unknown) => {
        line.answered += 1;
        const tries = new Tries(this.calls, roundMs);
        tries.attempts = 1;
        this.weigh(words, fit, readFailure(error), tries);
        return this.again(words, {}, tries, new Set([fit.member]));
      },
    );
  }

  /** Tries elsewhere, and with growing pauses where nobody is left, until an answer or the end of the call's time. */
  async again(
    words: readonly string[],
    options: ReadOptions,
    tries: Tries,
    tried: Set<Member>,
  ): Promise<Answer> {
    for (;;) {
      const leftMs = tries.leftMs();
      if (leftMs <= 0) throw this.outOfTime(options, tries);
      const fit = this.choose(options, tried);
      if (fit === null) {
        if (tried.size === 0) await tries.change();
        else await tries.pause();
        tried.clear();
        continue;
      }
      tried.add(fit.member);
      tries.attempts += 1;
      const sentMs = this.calls.now();
      const withinMs = Math.min(leftMs, attemptMs(this.calls.deadlineMs));
      const [outcome] = await exchange(fit.line, [words], withinMs);
      if (outcome?.state !== "replied") {
        if (outcome !== undefined) this.weigh(words, fit, outcome, tries);
        continue;
      }
      if (!keepsBound(fit, options, this.calls.now())) {
        tries.last = `${fit.member.id} answered too late for the bound.`;
        continue;
      }
      return answer(fit, outcome.reply, sentMs, tries.attempts);
    }
  }

  /** Who is asked next; null: nobody that was not tried. */
  choose(options: ReadOptions, tried: ReadonlySet<Member>): Fit | null {
    const { scout } = this.calls;
    const { from, maxLagBytes, maxLagSeconds } = options;
    const untried = (fit: Fit): boolean => !tried.has(fit.member);
    const primary = scout.writer !== null && untried(scout.writer) ? scout.writer : null;
    if (from === "primary") return primary;
    if (from !== undefined) {
      const member = scout.resolve(from);
      if (member === null && scout.knowsAll) throw noMember(from);
      const all = [...scout.readers, ...(primary === null ? [] : [primary]), ...scout.leftovers];
      const fit = all.find((one) => one.member === member && untried(one)) ?? null;
      return fit !== null && keepsBound(fit, options, this.calls.now()) ? fit : null;
    }
    const bounded = maxLagBytes !== undefined || maxLagSeconds !== undefined;
    const nowMs = this.calls.now();
    const circle = this.circles[bounded ? "bounded" : "plain"];
    return (
      circle.next(scout.readers, (fit) => untried(fit) && keepsBound(fit, options, nowMs)) ??
      primary ??
      (bounded ? null : circle.next(scout.leftovers, untried))
    );
  }

  /** Every one that is fit for these options, best ones alone: replicas, else the primary, else what is left. */
  spread(options: ReadOptions): readonly Fit[] {
    const nowMs = this.calls.now();
    const readers = this.calls.scout.readers.filter((fit) => keepsBound(fit, options, nowMs));
    // Where there are fewer commands than replicas, not always the same ones are asked.
    if (options.from === undefined && readers.length > 0) return this.circles.many.from(readers);
    const one = this.choose(options, new Set());
    return one === null ? [] : [one];
  }

  /** @throws RouterError for what another member would not answer either */
  weigh(words: readonly string[], { member }: Fit, outcome: Failed, tries: Tries): void {
    const { scout } = this.calls;
    if (outcome.state !== "refused") {
      const why = outcome.state === "unsent" ? "It closed the connection." : outcome.detail;
      tries.last = `${member.id}: ${why}`;
      scout.failed(member, why);
      return;
    }
    const refusal = refusalOf(words[0] ?? "", outcome.line);
    tries.last = `${member.id} said ${outcome.line}.`;
    if (refusal.out) scout.failed(member, outcome.line);
    if (refusal.look) scout.lookNow();
    if (refusal.read === "refused") throw refused(member.id, outcome.line);
  }

  /** Whether an answer that came from there now is within the bounds. */
  inBound(fit: Fit, options: ReadOptions): boolean {
    return keepsBound(fit, options, this.calls.now());
  }

  /** Why there is no answer in time. */
  outOfTime(options: ReadOptions, tries: Tries): Error {
    const { scout } = this.calls;
    const { maxLagBytes, maxLagSeconds, from } = options;
    if (this.choose(options, new Set()) !== null) return deadline(this.calls.deadlineMs, tries.last);
    const bounded = maxLagBytes !== undefined || maxLagSeconds !== undefined;
    if (bounded && from !== "primary" && scout.readers.length + scout.leftovers.length > 0)
      return tooFarBehind(scout);
    if (from !== undefined && from !== "primary")
      return deadline(this.calls.deadlineMs, `${scout.describe()}.`);
    return nowhere(scout);
  }
}

/** Whether an answer at `nowMs` from where this was known is within the bounds. What is not known is not within. */
function keepsBound(fit: Fit, { maxLagBytes, maxLagSeconds }: ReadOptions, nowMs: number): boolean {
  if (maxLagBytes !== undefined && (fit.lagBytes === null || fit.lagBytes > maxLagBytes)) return false;
  if (maxLagSeconds === undefined) return true;
  return fit.holdsAllBeforeMs !== null && nowMs - fit.holdsAllBeforeMs <= maxLagSeconds * 1000;
}

export const answer = (fit: Fit, reply: Reply, sentMs: number, attempts: number): Answer => ({
  reply,
  from: fit.from,
  lag: lagOf(fit, sentMs),
  acknowledgedBy: null,
  attempts,
});
