import { randomUUID } from "node:crypto";
import { pino } from "pino";
import type { AuditDraft, Plan, Run } from "@/lib/contract";
import type { StepDraft } from "@/lib/plan/steps";
import { numbered } from "@/lib/plan/steps";
import { execute } from "../execute";
import { createEyes } from "../eyes";
import { Journal } from "../journal";
import { newRun } from "../new-run";
import { Tenure } from "../tenure";
import type { Bench } from "./bench.fixture";

/** Carries out `drafts` in the place of a plan's own steps: for methods that no server here would be planned for. */
export async function executeDrafts(
  bench: Bench,
  plan: Plan,
  drafts: readonly StepDraft[],
  heard: (run: Run) => void = () => {},
): Promise<Run> {
  const clock = (): number => performance.timeOrigin + performance.now();
  const log = pino({ level: "silent" });
  const other = { ...plan, id: randomUUID(), method: "pause-and-promote" as const, steps: numbered(drafts) };
  const run = newRun(other, "ana", clock());
  await bench.store.plans.insert(other);
  const lease = await bench.store.runs.insert(run, null);
  const settings = { failoverTimeoutSeconds: 3, planLifeSeconds: 60 };
  const gate = { enabled: true, reason: null };
  const deps = { fleet: bench.fleet, store: bench.store, gate, backups: bench.backups, settings, clock, log };
  const save = (now: Run, entries: readonly AuditDraft[]): Promise<void> =>
    bench.store.runs.save(now, lease, entries);
  const journal = new Journal(run, { save }, heard, clock, log);
  const linked = bench.fleet.group("orders")?.instances.filter((one) => one.link?.state === "up") ?? [];
  await execute({
    deps,
    plan: other,
    journal,
    tenure: new Tenure(lease, bench.store.leases, log),
    memory: {
      held: null,
      formerUpstream: new Map(),
      linkedBefore: new Set(linked.map((one) => one.id)),
    },
    eyes: createEyes(deps, plan.group),
    cancel: new AbortController(),
    leaving: new AbortController().signal,
    backupChanged: () => {},
    release: () => {},
  });
  return journal.run;
}
