import { readCount } from "./number";
import type { Fields } from "./parse";
import type { SlowFacts } from "./view";

/**
 * A count out of a whole INFO reply, looked for once for each reply: of a thousand instances it would be a thousand
 * searches with every derivation.
 */
function countOf(pattern: RegExp): (slow: SlowFacts) => number | null {
  const known = new WeakMap<SlowFacts, number | null>();
  return (slow) => {
    const before = known.get(slow);
    if (before !== undefined) return before;
    const count = readCount(pattern.exec(slow.text)?.[1]);
    known.set(slow, count);
    return count;
  };
}

/**
 * Changes of the data set since its last save, or since the process began: it grows with every write, also where no backlog
 * is kept and so no offset moves. Source: server.c, genRedisInfoString (`rdb_changes_since_last_save`, which is server.dirty).
 */
export const changesOf = countOf(/^rdb_changes_since_last_save:(\d{1,16})\r?$/m);

const total = countOf(/^total_error_replies:(\d{1,16})\r?$/m);
const refused = countOf(/^errorstat_READONLY:count=(\d{1,16})\r?$/m);

/**
 * Writes a replica has refused with READONLY since its process began. Redis lists only errors it has sent, so no line means
 * none; null before 6.2, which counts no errors. Source: server.c, genRedisInfoString (section errorstats).
 */
export const readonlyErrorsOf = (slow: SlowFacts): number | null =>
  total(slow) === null ? null : (refused(slow) ?? 0);

/** The same of the fields of INFO stats and errorstats. */
export function readReadonlyErrors(fields: Fields): number | null {
  const text = fields.get("errorstat_READONLY");
  if (text === undefined) return fields.has("total_error_replies") ? 0 : null;
  return readCount(/^count=(\d{1,16})$/.exec(text)?.[1]);
}
