import type { Aftermath, Run } from "@/lib/contract";
import { topOf } from "@/lib/plan/stale";
import type { Store } from "@/server/ports";

/** A promotion that is still looked after. */
export interface Remembered {
  readonly group: string;
  readonly run: string | null;
  readonly promoted: string;
  readonly demoted: string;
  readonly sinceMs: number;
  returned: Omit<NonNullable<Aftermath["returned"]>, "now"> | null;
  quiet: Aftermath["quiet"];
}

/** Whoever still writes to the wrong place after a day does not do so for want of time. */
export const FORGET_MS = 24 * 60 * 60_000;
const RUNS = 200;

/** Whether this run has made its instance the primary, by the proof of its step. */
const hasPromoted = (run: Run): boolean =>
  run.action === "promote" &&
  run.steps.some(
    ({ kind, state }) => (kind === "failover" || kind === "replicaof-no-one") && state === "done",
  ) &&
  (run.state === "succeeded" || run.state === "partial");

/**
 * The last promotion of each group as the store has it, with what became of it since: Tidemark may have been restarted in
 * between, and readings alone cannot tell who was the primary before.
 */
export async function remembered(
  store: Pick<Store, "runs" | "plans" | "events">,
  nowMs: number,
): Promise<Remembered[]> {
  const found: Remembered[] = [];
  const judged = new Set<string>();
  for (const run of await store.runs.list({ limit: RUNS })) {
    const sinceMs = Date.parse(run.endedAt ?? run.startedAt);
    if (judged.has(run.group) || nowMs - sinceMs > FORGET_MS || !hasPromoted(run)) continue;
    judged.add(run.group);
    const plan = await store.plans.get(run.plan);
    const demoted = plan === null ? null : topOf(plan);
    if (demoted === null || demoted === run.instance) continue;
    const told = async (type: "stragglers-quiet" | "old-primary-returned") => {
      const events = await store.events.list({ group: run.group, types: [type], fromMs: sinceMs, limit: 20 });
      return events.find((event) => event.run === run.id) ?? null;
    };
    const [quiet, returned] = [await told("stragglers-quiet"), await told("old-primary-returned")];
    found.push({
      group: run.group,
      run: run.id,
      promoted: run.instance,
      demoted,
      sinceMs,
      quiet:
        quiet === null ? null : { at: quiet.at, text: [`${quiet.title}.`, quiet.detail].join(" ").trim() },
      // The bytes stand in its words; as a number they are known only to the process that counted them.
      returned: returned === null ? null : { at: returned.at, ownBytes: null, text: returned.title },
    });
  }
  return found;
}
