import { type Checker, type EntryOf, entriesOf, type History, type Violation } from "../history";

const checker = "one-to-one";
/** The journal's clock and the harness's are one; a row's time is cut to milliseconds. */
const CUT_MS = 2;
/** Between the journal's row and its command lie a wait for the best moment, and what a fault may add to it. */
const LONGEST_MS = 20_000;
/** What was on its way when another process took a run up. */
const UNDER_WAY_MS = 50;

/**
 * Every command that changes something was journalled before it was seen, each by a row of its own: nothing is sent in
 * secret, and nothing twice. No process acts for a run that another has taken up, nor for one that has ended.
 */
export const oneToOne: Checker = (history) => {
  const { pairs, violations } = paired(history);
  return [...violations, ...pairs.flatMap(([row, sent]) => outOfTurn(history, row, sent, pairs))];
};

type Row = EntryOf<"journalled">;
type Sent = EntryOf<"sent">;

function paired(history: History): { pairs: [Row, Sent][]; violations: Violation[] } {
  const free = entriesOf(history, "journalled").toSorted((a, b) => a.atMs - b.atMs);
  const pairs: [Row, Sent][] = [];
  const violations: Violation[] = [];
  for (const sent of entriesOf(history, "sent").toSorted((a, b) => a.atMs - b.atMs)) {
    // The newest row that can be meant: an older one of the same words may never have left.
    const at = free.findLastIndex(
      (row) =>
        row.instance === sent.instance &&
        sameWords(row.words, sent.words) &&
        row.atMs <= sent.atMs + CUT_MS &&
        sent.atMs - row.atMs <= LONGEST_MS,
    );
    const [row] = at < 0 ? [] : free.splice(at, 1);
    if (row === undefined)
      violations.push({
        checker,
        atMs: sent.atMs,
        text: `${sent.instance} was sent ${sent.words.join(" ")} by ${sent.user ?? "nobody"}, and no row of the journal is left for it`,
      });
    else pairs.push([row, sent]);
  }
  for (const row of free)
    if (row.replied)
      violations.push({
        checker,
        atMs: row.atMs,
        text: `the journal has a reply to ${row.words.join(" ")} at ${row.instance}, which never saw it`,
      });
  return { pairs, violations };
}

function outOfTurn(
  history: History,
  row: Row,
  sent: Sent,
  pairs: readonly (readonly [Row, Sent])[],
): Violation[] {
  const violation = (text: string): Violation[] => [
    {
      checker,
      atMs: sent.atMs,
      text: `${sent.user} sent ${sent.words.join(" ")} to ${sent.instance} ${text}`,
    },
  ];
  const taken = entriesOf(history, "taken-up").findLast(
    ({ run, atMs }) => run === row.run && atMs + UNDER_WAY_MS < sent.atMs,
  );
  if (taken !== undefined && !mayHaveTaken(history, taken, sent.user, pairs))
    return violation("after another process had taken the run up");
  // By its first ending: whoever goes on with a run that has ended writes another one over it.
  const ends = [
    ...entriesOf(history, "ended").flatMap(({ run, endedMs }) => (run === row.run ? [endedMs] : [])),
    ...entriesOf(history, "run").flatMap(({ run }) =>
      run.id === row.run && run.endedAt !== null ? [Date.parse(run.endedAt)] : [],
    ),
  ];
  return Math.min(...ends) + UNDER_WAY_MS < sent.atMs ? violation("after the run had ended") : [];
}

/** Whoever stood still then did not take the run up; nor did the second of two that sent something afterwards. */
function mayHaveTaken(
  history: History,
  taken: EntryOf<"taken-up">,
  user: string | null,
  pairs: readonly (readonly [Row, Sent])[],
): boolean {
  const stood = entriesOf(history, "fault").some(
    ({ fault, on, atMs, untilMs }) =>
      fault === "stop-dashboard" && user === operatorAt(on) && atMs <= taken.atMs && taken.atMs <= untilMs,
  );
  const first = pairs.find(([row, { atMs }]) => row.run === taken.run && atMs > taken.atMs + UNDER_WAY_MS);
  return !stood && (first === undefined || first[1].user === user);
}

/** `dashboard 1` acts as `operator-1`. */
const operatorAt = (dashboard: string): string => dashboard.replace("dashboard ", "operator-");

const sameWords = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((word, n) => word === b[n]);
