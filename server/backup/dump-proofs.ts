import type { Check } from "@/lib/contract";
import type { RdbReport } from "@/lib/rdb";
import type { SaveBefore } from "./save-facts";

/** All that tells whether a file is the one that this very save wrote. */
export interface DumpFacts {
  readonly report: Pick<RdbReport, "aux">;
  readonly before: SaveBefore;
  /** What the instance said of itself before it was asked to save, and once the save had ended. */
  readonly asked: { readonly replid: string | null; readonly offset: number | null };
  readonly ended: {
    readonly replid: string | null;
    readonly offset: number | null;
    readonly lastSaveUnixSeconds: number;
  };
  /** Nobody wrote to it, or put another one in its place, while it was read. */
  readonly unchanged: boolean;
}

interface Row {
  readonly code: string;
  readonly holds: (facts: DumpFacts) => boolean;
  readonly yes: string;
  readonly no: string;
  readonly evidence: (facts: DumpFacts) => string | null;
}

/**
 * A path is only what an instance says. The file that lies there is this save's when it says so itself, by its clock and by its
 * place in the stream, and stayed the same while it was read. Source: rdb.c, rdbSaveInfoAuxFields (`ctime`: the start of the save).
 */
const rows: readonly Row[] = [
  {
    code: "file-unchanged",
    holds: ({ unchanged }) => unchanged,
    yes: "The file was the same one, and of the same size and time, from its first byte to its last.",
    no: "The file was changed, moved or replaced while it was read.",
    evidence: () => null,
  },
  {
    code: "file-time",
    holds: ({ report: { aux }, before, ended }) =>
      aux.savedUnixSeconds !== null &&
      aux.savedUnixSeconds >= before.serverSeconds &&
      aux.savedUnixSeconds <= ended.lastSaveUnixSeconds,
    yes: "The file says that it was begun between the command and the end of this save.",
    no: "The file says that it was begun at another time than this save.",
    evidence: ({ report: { aux }, before, ended }) =>
      `ctime=${aux.savedUnixSeconds ?? "—"}, asked for at ${before.serverSeconds}, ended at ${ended.lastSaveUnixSeconds}`,
  },
  {
    code: "file-position",
    holds: ({ report: { aux }, asked, ended }) =>
      (aux.replid === null || aux.replid === asked.replid || aux.replid === ended.replid) &&
      (aux.offset === null ||
        (aux.offset >= (asked.offset ?? 0) && aux.offset <= (ended.offset ?? Number.POSITIVE_INFINITY))),
    yes: "The place in the stream that the file names, if it names one, lies between the command and the end of this save.",
    no: "The file names a place in the stream that this save cannot have.",
    evidence: ({ report: { aux }, asked, ended }) =>
      `repl-offset=${aux.offset ?? "—"}, ${asked.offset ?? "—"} to ${ended.offset ?? "—"}`,
  },
];

/** What shows that the file is this save's. One that does not hold is a warning: the save itself ended well. */
export const proveDump = (facts: DumpFacts): Check[] =>
  rows.map(({ code, holds, yes, no, evidence }) => {
    const is = holds(facts);
    return { code, status: is ? "pass" : "warn", text: is ? yes : no, evidence: evidence(facts) };
  });
