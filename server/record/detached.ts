import type { Run } from "@/lib/contract";
import type { Actions, Fleet, Store } from "@/server/ports";

/** Enough runs to find the last one of every instance that somebody still looks at. */
const RUNS = 1_000;

/** Whether this run has made its instance a primary of its own, by the proof of its step. */
const hasDetached = (run: Run): boolean =>
  run.action === "detach" &&
  run.steps.some(({ kind, state }) => kind === "replicaof-no-one" && state === "done");

/**
 * Tells the fleet which members were detached on purpose, now and, from the journal, before the last restart:
 * readings alone cannot tell them from a second primary that nobody wanted.
 */
export async function recordDetached(fleet: Fleet, store: Store, actions: Actions): Promise<() => void> {
  const tell = (run: Run): void => {
    if (hasDetached(run) && fleet.group(run.group) !== null) fleet.setDetached(run.group, run.instance);
  };
  const judged = new Set<string>();
  for (const run of await store.runs.list({ limit: RUNS })) {
    if (judged.has(run.instance) || run.state === "unchanged") continue;
    judged.add(run.instance);
    tell(run);
  }
  return actions.listen({ run: tell });
}
