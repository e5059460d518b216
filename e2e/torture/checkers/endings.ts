import { type Checker, entriesOf, type Violation } from "../history";

const checker = "endings";
const BY_MS = 30_000;

/**
 * 30 s after the last fault every run has ended, and one that could not finish says what a person is to type. An ending that
 * somebody was shown stands.
 */
export const endings: Checker = (history) => {
  const healedMs = entriesOf(history, "healed")[0]?.atMs ?? Number.POSITIVE_INFINITY;
  const shown = new Map(entriesOf(history, "ended").map((end) => [end.run, end]));
  return entriesOf(history, "run").flatMap(({ run }): Violation[] => {
    const at = (text: string): Violation => ({
      checker,
      atMs: Date.parse(run.startedAt),
      text: `${run.title}: ${text}`,
    });
    if (run.endedAt === null || run.state === "running") return [at("it has no ending")];
    if (Date.parse(run.endedAt) > healedMs + BY_MS) return [at(`it ended only at ${run.endedAt}`)];
    const first = shown.get(run.id);
    if (first !== undefined && (first.state !== run.state || first.endedMs !== Date.parse(run.endedAt)))
      return [at(`it had ended as ${first.state}, and later as ${run.state}`)];
    if ((run.state === "partial" || run.state === "unknown") && run.advice === null)
      return [at(`it ended as ${run.state} and says nobody what to do: ${run.summary}`)];
    return [];
  });
};
