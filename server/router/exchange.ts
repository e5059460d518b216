import { onDeadline } from "@/server/redis/deadline";
import { errorLine, toReply } from "@/server/redis/reply";
import { isReply, isUnsent, type Line } from "@/server/redis/router-line";
import type { Reply } from "./public";

/** What a command did not bring. `refused`: Redis' own line. `unknown`: it was sent, and no reply came. */
export type Failed =
  | { readonly state: "refused"; readonly line: string }
  | { readonly state: "unsent" }
  | { readonly state: "unknown"; readonly detail: string };

/** What became of one command on one connection. */
export type Exchange<T = Reply> = { readonly state: "replied"; readonly reply: T } | Failed;

/** A reply as plain data; most are text. */
export const plain = (value: unknown): Reply => (typeof value === "string" ? value : toReply(value));

/** What a rejection by ioredis means. A connection that fails after a command was written leaves it unknown. */
export function readFailure(error: unknown): Failed {
  if (isReply(error)) return { state: "refused", line: errorLine(error.message) };
  if (isUnsent(error)) return { state: "unsent" };
  return { state: "unknown", detail: "The connection ended before a reply came." };
}

/** Resolves as `work` does, or with `otherwise` after `withinMs`. */
export async function within<T>(work: Promise<T>, withinMs: number, otherwise: T): Promise<T> {
  let stop = (): void => {};
  const late = new Promise<T>((resolve) => {
    stop = onDeadline(withinMs, () => resolve(otherwise));
  });
  const first = await Promise.race([work, late]);
  stop();
  return first;
}

export const tooLate = (withinMs: number): Failed => ({
  state: "unknown",
  detail: `It did not answer within ${Math.round(withinMs)} ms.`,
});

/** Sends commands in one go, each once, and tells what became of each. A reply counts until `withinMs`. */
export async function exchangeRaw(
  line: Line,
  commands: readonly (readonly string[])[],
  withinMs: number,
): Promise<Exchange<unknown>[]> {
  if (!line.isOpen) return commands.map(() => ({ state: "unsent" }));
  const late: Exchange<unknown> = tooLate(withinMs);
  const outcomes: Exchange<unknown>[] = commands.map(() => late);
  const all = commands.map((words, i) =>
    line.call(words).then(
      (reply) => {
        line.answered += 1;
        outcomes[i] = { state: "replied", reply };
      },
      (error: unknown) => {
        line.answered += 1;
        outcomes[i] = readFailure(error);
      },
    ),
  );
  await within<unknown>(Promise.all(all), withinMs, null);
  return [...outcomes];
}

/** The same, with replies as plain data. */
export const exchange = async (
  line: Line,
  commands: readonly (readonly string[])[],
  withinMs: number,
): Promise<Exchange[]> =>
  (await exchangeRaw(line, commands, withinMs)).map((one) =>
    one.state === "replied" ? { state: "replied", reply: plain(one.reply) } : one,
  );
