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
export const lagSeconds: Checker = (history) =>
  lackingIn(
    history,
    "lag-seconds",
    ({ mode, bound }) => (mode === "lag-seconds" ? bound : null),
    ageIn(history),
  );

/** The same of what an answer says of itself: the seconds that it may be behind. */
export const lagTold: Checker = (history) =>
  lackingIn(history, "lag-told", ({ outcome }) => outcome.lagSeconds, ageIn(history));

/** Whether a write had been acknowledged more than so many seconds before a read was asked for. */
function ageIn(history: History) {
  const pollMs = pollMsOf(history);
  const changes = changesIn(history);
  const met = (fromMs: number, toMs: number): boolean =>
    changes.some((change) => change.fromMs <= toMs && change.toMs >= fromMs);
  return (read: Answered, seconds: number) => {
    const sinceMs = read.atMs - seconds * 1_000;
    const graceMs = met(sinceMs - 2 * pollMs, read.endMs) ? 2 * pollMs : 0;
    return ({ endMs }: Acknowledged): boolean => endMs < sinceMs - graceMs;
  };
}

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
  const boundOf = ({ mode, bound }: Answered): number | null => (mode === "lag-bytes" ? bound : null);
  return lackingIn(history, "lag-bytes", boundOf, (read, bound) => (write) => {
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
  checker: string,
  /** Null: this read is not of the kind. */
  boundOf: (read: Answered) => number | null,
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
  return entriesOf(history, "read")
    .filter(isAnswered)
    .flatMap((read): Violation[] => {
      const bound = boundOf(read);
      if (bound === null) return [];
      const tooOld = tooOldFor(read, bound);
      for (const write of ledger.acknowledged.get(read.key) ?? []) {
        if (write.endMs >= read.atMs) break;
        if (holds(read.outcome.holds, write.client, write.n) || !tooOld(write)) continue;
        if (!ledger.survived(write) || ledger.lostBefore(write, read) || outOfSight(read, write)) continue;
        const text = `${tellRead(read)}, within ${bound}, lacks ${tellWrite(write, read)}`;
        return [{ checker, atMs: read.atMs, text }];
      }
      return [];
    });
}
