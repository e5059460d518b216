import { lacking, type Marks } from "@/lib/router/marks";
import { type Calls, Tries } from "./calls";
import { Circle } from "./circle";
import { exchangeRaw, plain, readFailure } from "./exchange";
import { deadline, notContained, nowhere } from "./failures";
import type { Fit } from "./fit";
import type { Member } from "./member";
import type { Answer, OwnReadOptions, Session } from "./public";
import { answer, attemptMs, type Reads } from "./reads";
import { marksOf } from "./session";
import { INFO_REPLICATION, viewOf } from "./writes";

/**
 * Reads that hold what a session wrote. Each is a transaction of INFO replication and the command, so that the place in the stream
 * that the first shows is the one that the second reads at.
 */
export class OwnWriteReads {
  private readonly circle = new Circle();

  constructor(
    private readonly calls: Calls,
    private readonly reads: Reads,
  ) {}

  async read(words: readonly string[], session: Session, options: OwnReadOptions = {}): Promise<Answer> {
    const marks = marksOf(session);
    if (marks.size === 0) return this.reads.read(words);
    const { by = "offset", timeoutMs = this.calls.deadlineMs / 2 } = options;
    const { scout, now } = this.calls;
    const tries = new Tries(this.calls, now());
    const waitUntilMs = by === "wait" ? tries.startMs + timeoutMs : tries.startMs;
    const tried = new Set<Member>();
    let lost: Error | null = null;
    for (;;) {
      const leftMs = tries.leftMs();
      if (leftMs <= 0) throw this.outOfTime(lost, tries);
      const fit = this.holder(scout.readers, marks, tried);
      const waits = fit === null && now() < waitUntilMs;
      const asked = waits ? null : (fit ?? this.primary(tried) ?? this.holder(scout.leftovers, marks, tried));
      if (asked === null) {
        if (waits) scout.lookNow();
        await (tries.attempts > 0 || waits ? tries.pause() : tries.change());
        tried.clear();
        continue;
      }
      tried.add(asked.member);
      tries.attempts += 1;
      const sentMs = now();
      const proven = await this.ask(
        asked,
        words,
        marks,
        Math.min(leftMs, attemptMs(this.calls.deadlineMs)),
        tries,
      );
      if (proven.state === "read") return answer(asked, proven.reply, sentMs, tries.attempts);
      if (proven.state === "lost" && proven.forGood) throw proven.error;
      if (proven.state === "lost") lost = proven.error;
    }
  }

  /** A member that by its last look holds what was written. */
  private holder(fits: readonly Fit[], marks: Marks, tried: ReadonlySet<Member>): Fit | null {
    const { histories } = this.calls.scout;
    return this.circle.next(fits, ({ member }) => {
      const { sighting } = member;
      return (
        !tried.has(member) && sighting?.state === "seen" && lacking(marks, sighting.view, histories) === null
      );
    });
  }

  private primary(tried: ReadonlySet<Member>): Fit | null {
    const { writer } = this.calls.scout;
    return writer === null || tried.has(writer.member) ? null : writer;
  }

  private async ask(
    fit: Fit,
    words: readonly string[],
    marks: Marks,
    withinMs: number,
    tries: Tries,
  ): Promise<Proven> {
    const { scout } = this.calls;
    const sent = [["MULTI"], INFO_REPLICATION, words, ["EXEC"]];
    const outcomes = await exchangeRaw(fit.line, sent, withinMs);
    for (const outcome of outcomes)
      if (outcome.state !== "replied") {
        this.reads.weigh(words, fit, outcome, tries);
        return { state: "elsewhere" };
      }
    const [, , , done] = outcomes;
    const replies: unknown[] = done?.state === "replied" && Array.isArray(done.reply) ? done.reply : [];
    const [info, reply] = replies;
    const view = viewOf(plain(info));
    if (view === null) {
      tries.last = `${fit.member.id} gave no INFO replication.`;
      return { state: "elsewhere" };
    }
    const { replid, previousReplid, previousReplidUntil, role } = view;
    scout.histories.learn({ replid, previousReplid, previousReplidUntil, isPrimary: role === "primary" });
    const missing = lacking(marks, view, scout.histories);
    if (missing === null) {
      if (reply instanceof Error) {
        this.reads.weigh(words, fit, readFailure(reply), tries);
        return { state: "elsewhere" };
      }
      return { state: "read", reply: plain(reply) };
    }
    tries.last = `${fit.member.id} does not hold what the session wrote.`;
    if (fit.from.role === "replica") return { state: "elsewhere" };
    // Where its history went on from the session's and left the write behind, no primary after it will have it. Else a later
    // primary may, which this router has not seen yet.
    scout.lookNow();
    const forGood = role === "primary" && scout.histories.descends(replid, missing.replid);
    return { state: "lost", forGood, error: notContained(fit.member.id, missing.replid, missing.offset) };
  }

  private outOfTime(lost: Error | null, tries: Tries): Error {
    if (lost !== null) return lost;
    return tries.attempts > 0 ? deadline(this.calls.deadlineMs, tries.last) : nowhere(this.calls.scout);
  }
}

type Proven =
  | { readonly state: "read"; readonly reply: Answer["reply"] }
  | { readonly state: "elsewhere" }
  | { readonly state: "lost"; readonly forGood: boolean; readonly error: Error };
