import { elementOf, elementsIn, holds } from "../elements";
import { type Checker, entriesOf, type Violation } from "../history";
import { type Answered, isAnswered, ledgerOf, tellRead, tellWrite } from "./ledger";

const checker = "latest";

/**
 * readLatest holds every element that was acknowledged before it was asked, by any client, and that was not lost: it is there
 * in the end, or a later readLatest saw it.
 */
export const latest: Checker = (history) => {
  const ledger = ledgerOf(history);
  const reads = entriesOf(history, "read").filter(
    (read): read is Answered => read.mode === "latest" && isAnswered(read),
  );
  const lastSeenMs = new Map<string, number>();
  for (const { key, atMs, outcome } of reads)
    for (const { writer, n } of elementsIn(outcome.holds)) {
      const name = `${key} ${elementOf(writer, n)}`;
      lastSeenMs.set(name, Math.max(atMs, lastSeenMs.get(name) ?? atMs));
    }
  return reads.flatMap((read): Violation[] => {
    for (const write of ledger.acknowledged.get(read.key) ?? []) {
      if (write.endMs >= read.atMs) break;
      if (holds(read.outcome.holds, write.client, write.n)) continue;
      const seenMs = lastSeenMs.get(`${write.key} ${elementOf(write.client, write.n)}`);
      const lives = ledger.survived(write) || (seenMs !== undefined && seenMs >= read.endMs);
      if (lives && !ledger.lostBefore(write, read))
        return [{ checker, atMs: read.atMs, text: `${tellRead(read)} lacks ${tellWrite(write, read)}` }];
    }
    return [];
  });
};
