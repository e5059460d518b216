import { type Checker, entriesOf, type Violation } from "../history";

const checker = "decoys";

/** The other group is as it was: what it holds, who is what, every setting; and nobody sent it anything that changes. */
export const decoys: Checker = (history) => {
  const ids = entriesOf(history, "world")[0]?.decoys ?? [];
  const notes = entriesOf(history, "decoy");
  const changed = ids.flatMap((id) => {
    const [before, after] = notes.filter(({ instance }) => instance === id);
    if (before === undefined || after === undefined)
      return [{ checker, atMs: 0, text: `${id} was not looked at twice` }];
    return Object.keys(before.facts)
      .filter((name) => before.facts[name] !== after.facts[name])
      .map(
        (name): Violation => ({
          checker,
          atMs: after.atMs,
          text: `the ${name} of ${id} changed from ${before.facts[name]} to ${after.facts[name]}`,
        }),
      );
  });
  const told = entriesOf(history, "sent")
    .filter(({ instance }) => ids.includes(instance))
    .map(({ atMs, instance, words }) => ({ checker, atMs, text: `${instance} was sent ${words.join(" ")}` }));
  return [...changed, ...told];
};
