import { type Checker, entriesOf } from "../history";

/** Nothing that the dashboards said or kept held a secret, however it was written. */
export const secrets: Checker = (history) =>
  entriesOf(history, "leak").map(({ atMs, secret, where, form }) => ({
    checker: "secrets",
    atMs,
    text: `${secret} is in ${where} (${form})`,
  }));
