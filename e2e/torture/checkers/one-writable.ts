import { type Checker, type EntryOf, entriesOf, type Violation } from "../history";

const checker = "one-writable";
/** Within so little time no group goes from one primary to another and back. */
const NEAR_MS = 400;
/** A command takes this long to act, and an observer to see it. */
const SLACK_MS = 200;

type Canary = EntryOf<"canary">;

/**
 * At most one instance takes writes at any time, but where the nemesis itself made a rival, and only until that was mended.
 * Seen it is where an instance takes a canary wholly between two that another one took.
 */
export const oneWritable: Checker = (history) => {
  const canaries = entriesOf(history, "canary").toSorted((a, b) => a.atMs - b.atMs);
  const splits = entriesOf(history, "split");
  const violations: Violation[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const [at, canary] of canaries.entries()) {
    const other = rivalOf(canaries, at);
    if (other === null) continue;
    // Only when the other one takes a write again is it proven: by then the nemesis may have made it a rival.
    const excused = splits.some(
      ({ atMs, untilMs }) => other.atMs >= atMs - SLACK_MS && canary.atMs <= untilMs + SLACK_MS,
    );
    // One episode is told once.
    if (!excused && canary.atMs - last > 1_000)
      violations.push({
        checker,
        atMs: canary.atMs,
        text: `${canary.instance} took a write between two that ${other.instance} took: both were writable`,
      });
    if (!excused) last = canary.atMs;
  }
  return violations;
};

/** The canary by which another instance shows that it was writable all the time; null: none does. */
function rivalOf(canaries: readonly Canary[], at: number): Canary | null {
  const canary = canaries[at];
  if (canary === undefined) return null;
  const before = new Set<string>();
  for (let n = at - 1; n >= 0; n -= 1) {
    const one = canaries[n];
    if (one === undefined || canary.atMs - one.atMs > NEAR_MS) break;
    if (one.instance !== canary.instance && one.takenMs <= canary.atMs) before.add(one.instance);
  }
  for (let n = at + 1; n < canaries.length; n += 1) {
    const one = canaries[n];
    if (one === undefined || one.atMs - canary.atMs > NEAR_MS) break;
    if (before.has(one.instance) && canary.takenMs <= one.atMs) return one;
  }
  return null;
}
