import type { Check } from "@/lib/contract";
import { formatCount } from "@/lib/format";
import type { RdbReport } from "@/lib/rdb";
import type { SaveFacts } from "./save-facts";

/** All that is known of a copy once its last byte has come. */
export interface CopyFacts {
  readonly report: RdbReport;
  readonly sha256: string;
  /** What its place says that the file has; null: it was not kept, since it is not proven. */
  readonly storedBytes: number | null;
  /** As `Backup.location`. */
  readonly location: string | null;
  /** What the source answered PSYNC with. */
  readonly position: { readonly replid: string; readonly offset: number };
  readonly before: SourceBefore;
  /** INFO after the last byte; null: the source gave none. */
  readonly after: SaveFacts | null;
}

/** Who was asked for the copy. */
export interface SourceBefore {
  readonly runId: string;
  readonly role: "primary" | "replica";
}

type Verdict = Omit<Check, "code">;
/** What speaks for the content alone, however it came. */
type ContentFacts = Pick<CopyFacts, "report" | "sha256" | "storedBytes" | "location">;
interface ProofRow<Facts> {
  readonly code: string;
  readonly judge: (facts: Facts) => Verdict;
}

const pass = (text: string, evidence: string | null): Verdict => ({ status: "pass", text, evidence });
const warn = (text: string, evidence: string | null): Verdict => ({ status: "warn", text, evidence });
const fail = (text: string, evidence: string | null): Verdict => ({ status: "fail", text, evidence });

/** A copy is verified when none of these fails. That it came whole and was walked is why there are any facts at all. */
const contentRows: readonly ProofRow<ContentFacts>[] = [
  {
    code: "walked",
    judge: ({ report }) =>
      pass(
        "Every opcode and value was walked, from the first byte to the end mark.",
        `${report.magic} ${report.version}, ${formatCount(report.bytes)} bytes, ${report.functions} function libraries`,
      ),
  },
  {
    code: "checksum",
    judge: ({ report }) =>
      report.checksum === "matches"
        ? pass("The file's own checksum (CRC64) matches its content.", null)
        : warn(
            "Checksums are off at the source (rdbchecksum no): what was flipped on its way here shows only where it breaks the structure.",
            "rdbchecksum no",
          ),
  },
  {
    code: "key-count",
    judge: ({ report }) => {
      const wrong = report.databases.filter(
        ({ keys, announcedKeys }) => announcedKeys !== null && announcedKeys !== keys,
      );
      const said = report.databases.map(({ index, keys }) => `db${index}=${keys}`).join(" ");
      if (wrong.length === 0) return pass("Each database holds as many keys as the source announced.", said);
      const text = `The source announced ${wrong.map((one) => `${one.announcedKeys} keys in db${one.index}`).join(", ")}.`;
      return report.checksum === "matches"
        ? warn(`${text} The checksum speaks for what came.`, said)
        : fail(text, said);
    },
  },
];

/** Over the wire, the source speaks beside the content. */
const sourceRows: readonly ProofRow<CopyFacts>[] = [
  {
    code: "position",
    judge: ({ report: { aux }, position }) => {
      const evidence = `repl-id=${aux.replid ?? "—"} repl-offset=${aux.offset ?? "—"}`;
      if (aux.replid === null && aux.offset === null)
        return warn("The file does not name its place in the stream; the source's answer does.", evidence);
      return aux.replid === position.replid && aux.offset === position.offset
        ? pass("The place in the stream that the file names is the one the source answered with.", evidence)
        : fail("The file names another place in the stream than the source answered with.", evidence);
    },
  },
  {
    code: "same-source",
    judge: ({ before, after, position }) => {
      const now = after?.replication ?? null;
      if (after === null || now === null)
        return fail(
          "The source did not answer after its last byte, so nobody knows what became of it.",
          null,
        );
      const evidence = `run_id=${after.server.runId} role=${now.role} replid=${now.replid}`;
      if (after.server.runId !== before.runId) return fail("The source was restarted meanwhile.", evidence);
      if (now.role !== before.role)
        return fail(`The source was a ${before.role} and is a ${now.role} now.`, evidence);
      // Not the history before: a primary that never had a replica begins a new one when it is asked.
      return now.replid === position.replid
        ? pass("The source is the process it was, in the same role, on the same history.", evidence)
        : fail("The source changed to another history meanwhile.", evidence);
    },
  },
];

/** Judged last: what lacks one of the others gets no name. */
const stored: ProofRow<ContentFacts> = {
  code: "stored",
  judge: ({ report, storedBytes, sha256, location }) => {
    if (storedBytes === null) return fail("It was not kept, since it is not proven.", null);
    if (storedBytes !== report.bytes)
      return fail(
        "The file that was kept has another size than what came.",
        `${formatCount(storedBytes)} of ${formatCount(report.bytes)} bytes`,
      );
    return pass(
      location === null
        ? "All of it is on the disk: written, synced, and only then named."
        : "All of it is in the bucket: sent with checksums, made whole only then, and asked for again.",
      `sha256=${sha256}`,
    );
  },
};

/** Whether all holds that can be said before it is kept. */
export const isProven = (facts: Omit<CopyFacts, "storedBytes">): boolean =>
  [...contentRows, ...sourceRows].every(
    ({ judge }) => judge({ ...facts, storedBytes: null }).status !== "fail",
  );

/** What each proof says of a copy. */
export const proveCopy = (facts: CopyFacts): Check[] =>
  [...contentRows, ...sourceRows, stored].map(({ code, judge }) => ({ code, ...judge(facts) }));

/** What each proof says of a file that was read from a disk. */
export const proveContent = (facts: ContentFacts): Check[] =>
  [...contentRows, stored].map(({ code, judge }) => ({ code, ...judge(facts) }));
