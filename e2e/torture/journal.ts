import { type AuditEntry, AuditPage, type Run } from "@/lib/contract";
import type { Answer, Dashboard } from "./dashboard";
import { nowMs } from "./history";
import type { Recorder } from "./recorder";
import { GROUP, type World } from "./world";

/**
 * Takes what the dashboards wrote down into the history: every run as it is now, every command that was about to leave, and
 * who went on with whose run.
 * @param known runs that were seen before: an hour has more of them than the API lists
 */
export async function journalled(
  world: World,
  recorder: Recorder,
  known: ReadonlyMap<string, Run>,
): Promise<void> {
  const dashboard = world.dashboards.find(({ state }) => state === "running");
  if (dashboard === undefined) throw new Error("no dashboard is left to tell of its runs");
  const answer = await dashboard.runs(GROUP, 1_000);
  if (answer.state !== "ok") throw new Error(`the runs could not be read: ${answer.detail}`);
  const runs = new Map([...known, ...answer.value.map((run) => [run.id, run] as const)]);
  for (const run of [...runs.values()].toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1)))
    recorder.add({ kind: "run", atMs: nowMs(), run });
  for (const row of await auditOf(dashboard)) noteRow(row, runs, recorder);
}

/** All rows of the tortured group, oldest first. */
async function auditOf(dashboard: Dashboard): Promise<AuditEntry[]> {
  const rows: AuditEntry[] = [];
  let cursor: string | null = null;
  do {
    const path: string = `/api/audit?group=${GROUP}&limit=1000${cursor === null ? "" : `&cursor=${cursor}`}`;
    const answer: Answer<AuditPage> = await dashboard.ask("GET", path, (json) => AuditPage.parse(json));
    if (answer.state !== "ok") throw new Error(`the audit could not be read: ${answer.detail}`);
    rows.push(...answer.value.entries);
    cursor = answer.value.next;
  } while (cursor !== null);
  return rows.toReversed();
}

function noteRow(
  { at, kind, run, instance, detail }: AuditEntry,
  runs: ReadonlyMap<string, Run>,
  recorder: Recorder,
): void {
  const atMs = Date.parse(at);
  if (run === null) return;
  if (kind === "run-taken-up") recorder.add({ kind: "taken-up", atMs, run });
  if (kind !== "step-sent" || instance === null || !Array.isArray(detail.command)) return;
  const words = detail.command.map(String);
  const step = runs.get(run)?.steps.find(({ n }) => n === detail.n);
  const replied = step?.reply != null && step.command?.join("\n") === words.join("\n");
  recorder.add({ kind: "journalled", atMs, run, instance, words, replied });
}
