import { parseInfo } from "@/lib/info/parse";
import { readReplication } from "@/lib/info/replication";
import type { ReplicationView } from "@/lib/info/view";
import { refusalOf } from "@/lib/router/refusals";
import type { Line } from "@/server/redis/router-line";
import { type Calls, Tries } from "./calls";
import { type Exchange, exchange, type Failed, plain, readFailure } from "./exchange";
import { deadline, nowhere, refused, writeUnknown } from "./failures";
import type { Fit } from "./fit";
import type { Answer, Reply, WriteOptions } from "./public";
import { WriteSession } from "./session";
import { WaitLines } from "./wait-lines";

export const INFO_REPLICATION = ["INFO", "replication"];

/** What INFO replication says, as a view; null: it cannot be read. */
export function viewOf(reply: Reply): ReplicationView | null {
  const fields = parseInfo(String(reply), "refused");
  const view = fields.ok ? readReplication(fields.value) : fields;
  return view.ok ? view.value : null;
}

/** Writes go to the primary, and a second time only where it is certain that the first was not carried out. */
export class Writes {
  private readonly waiters = new WaitLines();

  constructor(private readonly calls: Calls) {}

  write(words: readonly string[], options?: WriteOptions): Promise<Answer> {
    const { writer: fit, roundMs } = this.calls.scout;
    if (options !== undefined || fit === null || !fit.line.isOpen)
      return this.persist(words, options ?? {}, this.calls.now());
    const { line } = fit;
    return line.call(words).then(
      (reply) => {
        line.answered += 1;
        return answer(fit, plain(reply), 1, null);
      },
      (error: unknown) => {
        line.answered += 1;
        const tries = new Tries(this.calls, roundMs);
        tries.attempts = 1;
        this.weigh(words, fit, readFailure(error), tries);
        return this.again(words, {}, tries);
      },
    );
  }

  close(): void {
    this.waiters.close();
  }

  private persist(words: readonly string[], options: WriteOptions, startMs: number): Promise<Answer> {
    const { wait } = options;
    if (wait !== undefined && !(isPositive(wait.replicas) && isPositive(wait.timeoutMs)))
      return Promise.reject(new TypeError("wait takes whole numbers from 1 up: replicas and timeoutMs."));
    const allowedMs = this.calls.deadlineMs + (wait?.timeoutMs ?? 0);
    return this.again(words, options, new Tries(this.calls, startMs, allowedMs));
  }

  /** Tries until an answer, an error that the caller must know, or the end of its time. */
  private async again(words: readonly string[], options: WriteOptions, tries: Tries): Promise<Answer> {
    for (;;) {
      if (tries.attempts > 0) await tries.pause();
      let fit = this.calls.scout.writer;
      while (fit === null && tries.leftMs() > 0) {
        await tries.change();
        fit = this.calls.scout.writer;
      }
      if (fit === null) throw nowhere(this.calls.scout);
      if (tries.leftMs() <= 0) throw deadline(this.calls.deadlineMs, tries.last);
      tries.attempts += 1;
      const done = await this.once(words, options, fit, tries);
      if (done !== null) return done;
    }
  }

  /** Null: it was surely not carried out. */
  private async once(
    words: readonly string[],
    options: WriteOptions,
    fit: Fit,
    tries: Tries,
  ): Promise<Answer | null> {
    const { session, wait } = options;
    if (wait === undefined) return this.send(words, options, fit, fit.line, tries);
    const line = await this.waiters.take(fit.member, fit.line.runId, tries.leftMs());
    if (line === null) {
      tries.last = `${fit.member.id} took no other connection.`;
      return null;
    }
    try {
      if (tries.leftMs() <= 0) throw deadline(this.calls.deadlineMs, "All connections for WAIT were in use.");
      return await this.send(words, session === undefined ? { wait } : { session, wait }, fit, line, tries);
    } finally {
      this.waiters.give(line, line.sent === line.answered);
    }
  }

  private async send(
    words: readonly string[],
    { session, wait }: WriteOptions,
    fit: Fit,
    line: Line,
    tries: Tries,
  ): Promise<Answer | null> {
    const commands = [words];
    if (session !== undefined) commands.push(INFO_REPLICATION);
    if (wait !== undefined) commands.push(["WAIT", String(wait.replicas), String(wait.timeoutMs)]);
    const [written, ...more] = await exchange(line, commands, tries.leftMs());
    if (written?.state !== "replied") {
      if (written !== undefined) this.weigh(words, fit, written, tries);
      return null;
    }
    if (session !== undefined) this.note(session, fit, more.shift());
    const acknowledged = wait === undefined ? undefined : more.shift();
    const count = acknowledged?.state === "replied" ? acknowledged.reply : null;
    return answer(fit, written.reply, tries.attempts, typeof count === "number" ? count : null);
  }

  /**
   * Notes where the stream stands right after the write: the INFO behind it on the same connection is carried out when the write
   * has been appended to the stream (afterCommand in server.c).
   */
  private note(session: NonNullable<WriteOptions["session"]>, fit: Fit, told: Exchange | undefined): void {
    const view = told?.state === "replied" ? viewOf(told.reply) : null;
    if (!(session instanceof WriteSession))
      throw new TypeError("This session is of another router: make one with session(token).");
    if (view === null)
      throw writeUnknown(
        fit.member.id,
        "It was carried out, but not where: its place in the stream did not come.",
      );
    if (view.role !== "primary")
      throw writeUnknown(fit.member.id, "That had become a replica, which keeps no writes of its own.");
    const { replid, previousReplid, previousReplidUntil, offset } = view;
    this.calls.scout.histories.learn({ replid, previousReplid, previousReplidUntil, isPrimary: true });
    session.note({ replid, offset });
  }

  /** @throws RouterError unless it is certain that the command was not carried out */
  private weigh(words: readonly string[], { member }: Fit, outcome: Failed, tries: Tries): void {
    const { scout } = this.calls;
    if (outcome.state === "unknown") throw writeUnknown(member.id, outcome.detail);
    if (outcome.state === "unsent") {
      tries.last = `${member.id} closed the connection.`;
      return;
    }
    const refusal = refusalOf(words[0] ?? "", outcome.line);
    tries.last = `${member.id} said ${outcome.line}.`;
    if (refusal.out || refusal.code === "READONLY") scout.failed(member, outcome.line);
    if (refusal.look) scout.lookNow();
    if (refusal.write === "refused") throw refused(member.id, outcome.line);
  }
}

const isPositive = (value: number): boolean => Number.isSafeInteger(value) && value >= 1;

const answer = (fit: Fit, reply: Reply, attempts: number, acknowledgedBy: number | null): Answer => ({
  reply,
  from: fit.from,
  lag: null,
  acknowledgedBy,
  attempts,
});
