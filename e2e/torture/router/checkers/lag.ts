import { holds } from "../elements";
import { type Checker, type EntryOf, entriesOf, type History, type Violation } from "../history";
import {
  type Acknowledged,
  type Answered,
  changesIn,
  isAnswered,
  ledgerOf,
  tellRead,
  tellWrite,
} from "./ledger";

/**
 * A read within so many seconds lacks nothing that was acknowledged longer ago than that and was not lost, by any instance that
 * its client could reach. Where an instance changed its role or history meanwhile, the routers have one poll to notice.
 */
export const lagSeconds: Checker = (history) => {
  const pollMs = pollMsOf(history);
  const changes = changesIn(history);
  const met = (fromMs: number, toMs: number): boolean =>
    changes.some((change) => change.fromMs <= toMs && change.toMs >= fromMs);
  return lackingIn(history, "lag-seconds", (read, bound) => {
    const sinceMs = read.atMs - bound * 1_000;
    return ({ endMs }) => endMs < (met(sinceMs - 2 * pollMs, read.endMs) ? sinceMs - 2 * pollMs : sinceMs);
  });
};

/**
 * A read within so many bytes lacks at most what the primary wrote as these last bytes, and what it wrote since the router
 * looked. Judged by what the observer saw: an element is too old when the primary's offset grew by more than the bound from
 * after its acknowledgement to before that look.
 */
export const lagBytes: Checker = (history) => {
  const lookMs = 2 * pollMsOf(history);
  const primaries = Map.groupBy(
    entriesOf(history, "seen").filter(({ state }) => state === "primary"),
    ({ replid }) => replid ?? "",
  );
  return lackingIn(history, "lag-bytes", (read, bound) => (write) => {
    for (const seen of primaries.values()) {
      // Of one history: offsets of two mean nothing to each other.
      const after = seen.find(({ atMs }) => atMs >= write.endMs);
      const before = seen.findLast(({ endMs }) => endMs <= read.atMs - lookMs);
      if (after === undefined || before === undefined || after.instance !== write.outcome.by) continue;
      if (after.atMs - write.endMs > lookMs) continue;
      if (offsetOf(before) - offsetOf(after) > bound) return true;
    }
    return false;
  });
};

const offsetOf = ({ offset }: EntryOf<"seen">): number => offset ?? Number.NaN;

const pollMsOf = (history: History): number =>
  entriesOf(history, "world")[0]?.pollMs ?? Number.POSITIVE_INFINITY;

function lackingIn(
  history: History,
  mode: "lag-seconds" | "lag-bytes",
  tooOldFor: (read: Answered, bound: number) => (write: Acknowledged) => boolean,
): Violation[] {
  const ledger = ledgerOf(history);
  const cuts = entriesOf(history, "cut");
  // A promotion out of sight is beyond any bound: who must know of it asks for the latest, and is refused.
  const outOfSight = (read: Answered, write: Acknowledged): boolean =>
    cuts.some(
      ({ client, from, atMs, untilMs }) =>
        client === read.client &&
        from.includes(write.outcome.by) &&
        read.endMs >= atMs &&
        write.endMs <= untilMs,
    );
  const reads = entriesOf(history, "read").filter(
    (read): read is Answered => read.mode === mode && isAnswered(read),
  );
  return reads.flatMap((read): Violation[] => {
    if (read.bound === null) return [];
    const tooOld = tooOldFor(read, read.bound);
    for (const write of ledger.acknowledged.get(read.key) ?? []) {
      if (write.endMs >= read.atMs) break;
      if (holds(read.outcome.holds, write.client, write.n) || !tooOld(write)) continue;
      if (!ledger.survived(write) || ledger.lostBefore(write, read) || outOfSight(read, write)) continue;
      const text = `${tellRead(read)}, within ${read.bound}, lacks ${tellWrite(write, read)}`;
      return [{ checker: mode, atMs: read.atMs, text }];
    }
    return [];
  });
}
