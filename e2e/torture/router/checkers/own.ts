import { holds } from "../elements";
import { type Checker, entriesOf, type Violation } from "../history";
import { type Answered, isAnswered, ledgerOf, tellRead, tellWrite } from "./ledger";

const checker = "own";

/**
 * readYourWrites holds every element that its own session was told is written before. What a failover lost is no excuse: then
 * it is to say that the write is not contained, not to answer without it.
 */
export const own: Checker = (history) => {
  const ledger = ledgerOf(history);
  const reads = entriesOf(history, "read").filter(
    (read): read is Answered => (read.mode === "own" || read.mode === "own-by-wait") && isAnswered(read),
  );
  return reads.flatMap((read): Violation[] => {
    const lacking = ledger.acknowledged
      .get(read.key)
      ?.find(
        ({ client, session, n, endMs }) =>
          client === read.client &&
          session === read.session &&
          endMs < read.atMs &&
          !holds(read.outcome.holds, client, n),
      );
    if (lacking === undefined) return [];
    return [
      { checker, atMs: read.atMs, text: `${tellRead(read)} lacks its own ${tellWrite(lacking, read)}` },
    ];
  });
};
