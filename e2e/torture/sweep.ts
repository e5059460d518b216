import { nowMs } from "./history";
import type { Ledger } from "./ledger";
import type { Recorder } from "./recorder";
import { ruling, type World } from "./world";

/** A set of ids nobody adds to any more, this long after its last, is checked once more and then dropped. */
const KEEP_BUCKETS = 9;

/**
 * Holds the primary's data set against what was acknowledged. What is missing is told once. Where `dropping`, old sets that
 * were whole are deleted, so that a run of an hour fits into memory.
 * @throws Error where the group has no primary
 */
export async function sweep(
  world: World,
  ledger: Ledger,
  recorder: Recorder,
  { dropping }: { readonly dropping: boolean },
): Promise<void> {
  const beforeMs = nowMs();
  const primary = ruling(await world.truth());
  if (primary === null) throw new Error("no primary to sweep");
  const { asker } = world.node(primary);
  const keys = ledger.keys.toSorted();
  const old = new Set(dropping ? keys.slice(0, -KEEP_BUCKETS) : []);
  let checked = 0;
  const lost = [];
  for (const key of keys) {
    const found = ledger.missing(key, await asker.members(key), beforeMs);
    checked += found.checked;
    lost.push(...found.lost);
    ledger.settle(found.lost.map(({ id }) => id));
    if (old.has(key)) {
      ledger.drop(key);
      await asker.ask(["UNLINK", key]);
    }
  }
  recorder.add({ kind: "sweep", atMs: nowMs(), instance: primary, checked, lost });
}
