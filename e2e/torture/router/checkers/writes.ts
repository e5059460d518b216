import { elementOf, type Holding, holds } from "../elements";
import { type Checker, entriesOf, type Violation } from "../history";
import { isAnswered } from "./ledger";

const checker = "writes";

/** Nothing is written twice, and what was refused is not written at all. Once for each element. */
export const writes: Checker = (history) => {
  const refused = Map.groupBy(
    entriesOf(history, "write").filter(({ outcome }) => outcome.is === "refused"),
    ({ key }) => key,
  );
  const told = new Set<string>();
  const look = (key: string, atMs: number, where: string, held: Holding): Violation[] => {
    const found: Violation[] = [];
    const tell = (element: string, what: string): void => {
      if (told.has(`${key} ${element}`)) return;
      told.add(`${key} ${element}`);
      found.push({ checker, atMs, text: `${element} ${what} in ${key} at ${where}` });
    };
    for (const element of held.repeated) tell(element, "stands twice");
    for (const { client, n, outcome } of refused.get(key) ?? [])
      if (holds(held, client, n) && outcome.is === "refused")
        tell(elementOf(client, n), `was refused (${outcome.code}: ${outcome.said}), and stands`);
    return found;
  };
  return [
    ...entriesOf(history, "kept").flatMap((kept) => look(kept.key, kept.atMs, kept.instance, kept.holds)),
    ...entriesOf(history, "read")
      .filter(isAnswered)
      .flatMap(({ key, atMs, outcome }) => look(key, atMs, outcome.by, outcome.holds)),
  ];
};
