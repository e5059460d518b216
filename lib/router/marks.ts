import { err, ok, type Result } from "@/lib/result";
import { type Offset, toOffset } from "@/lib/units";
import type { Histories, Place } from "./histories";

/** What a session has written: of each history, the offset that holds the newest of it. */
export type Marks = ReadonlyMap<string, Offset>;

export const noMarks: Marks = new Map();

/** With one more write. Marks that are contained in it anyway go. */
export function withMark(marks: Marks, place: Place, histories: Histories): Marks {
  const kept = [...marks].filter(([replid, offset]) => !histories.contains(place, { replid, offset }));
  return joined(new Map(kept), new Map([[place.replid, place.offset]]));
}

/** All that either of two sessions has written. */
export function joined(one: Marks, other: Marks): Marks {
  const both = new Map(one);
  for (const [replid, offset] of other) {
    const known = both.get(replid);
    if (known === undefined || known < offset) both.set(replid, offset);
  }
  return both;
}

/** The first mark that whoever stands at `place` is not shown to hold; null: it holds them all. */
export function lacking(marks: Marks, place: Place, histories: Histories): Place | null {
  for (const [replid, offset] of marks)
    if (!histories.contains(place, { replid, offset })) return { replid, offset };
  return null;
}

const HEAD = "tm1";
const one = /^([0-9a-f]{40}):(\d{1,16})$/;
/** Each is a history in which something was written that no later one is known to contain. */
const MOST = 64;

/** `tm1`, then `replid:offset` for each mark, all joined by dots: letters and digits that fit a header or a cookie. */
export const toToken = (marks: Marks): string =>
  [HEAD, ...[...marks].map(([replid, offset]) => `${replid}:${offset}`)].join(".");

/** Reads what `toToken` wrote; the error says what is wrong and never repeats the text. */
export function readToken(token: string): Result<Marks, string> {
  const [head, ...parts] = token.split(".");
  if (head !== HEAD) return err(`A session's token begins with ${HEAD}.`);
  if (parts.length > MOST) return err(`A session's token has at most ${MOST} marks.`);
  const marks = new Map<string, Offset>();
  for (const part of parts) {
    const [, replid, digits] = one.exec(part) ?? [];
    const offset = Number(digits);
    if (replid === undefined || !Number.isSafeInteger(offset) || marks.has(replid))
      return err("After that, a session's token is one replid:offset for each history, joined by dots.");
    marks.set(replid, toOffset(offset));
  }
  return ok(marks);
}
