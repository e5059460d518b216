import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Plan, PlanRequest, Run } from "@/lib/contract";
import { waitFor } from "@/server/testing/wait-for";
import type { Answer, Dashboard } from "./dashboard";
import { nowMs } from "./history";
import type { Recorder } from "./recorder";
import { GROUP, type World } from "./world";

const LOOK_MS = 100;
const BUSY_MS = 250;
const BUSY_TRIES = 8;
/** A run that goes on for longer is for the checker to judge. */
const RUN_MS = 45_000;

/** A plan that was started, and its run, where the dashboard lived to answer. */
export interface Started {
  readonly plan: Plan;
  readonly run: Run | null;
}

/** People at the dashboards: they plan, confirm, start and wait, through the API alone. */
export class Operators {
  private readonly plans = new Map<string, Plan>();
  /** Every run that was seen, as it was last. */
  readonly known = new Map<string, Run>();

  constructor(
    private readonly world: World,
    private readonly recorder: Recorder,
  ) {}

  /** The dashboard of that number if it runs, else one that does; null: none does. */
  at(n: number): Dashboard | null {
    const wanted = this.world.dashboards[n % this.world.dashboards.length];
    if (wanted?.state === "running") return wanted;
    return this.world.dashboards.find(({ state }) => state === "running") ?? null;
  }

  /**
   * Plans and starts, confirmed as the plan asks. Null: it was refused, or no dashboard is there to ask.
   * @param forced whether the operator wants a promotion that loses writes. Otherwise such a plan is left where it is.
   */
  async start(n: number, request: PlanRequest, forced = false): Promise<Started | null> {
    for (let tries = 0; ; tries += 1) {
      const dashboard = this.at(n);
      if (dashboard === null) return null;
      const planned = await dashboard.plan(GROUP, request);
      const plan = this.heard(dashboard, `plan ${request.action} of ${request.instance ?? "any"}`, planned);
      if (plan === null || (plan.method === "forced" && !forced)) return null;
      // A dashboard learns a moment late that its peer's run has ended: then one asks again.
      const busy = plan.checks.some(({ code, status }) => code === "no-run" && status === "fail");
      if (!busy || tries === BUSY_TRIES) return this.startPlan(dashboard, plan);
      await delay(BUSY_MS);
    }
  }

  /** Only the plan. */
  async plan(dashboard: Dashboard, request: PlanRequest): Promise<Plan | null> {
    return this.heard(dashboard, `plan ${request.action}`, await dashboard.plan(GROUP, request));
  }

  async startPlan(dashboard: Dashboard, plan: Plan): Promise<Started | null> {
    const answer = await dashboard.run(plan, randomUUID());
    const run = this.heard(dashboard, `run ${plan.action} of ${plan.instance}`, answer);
    if (answer.state === "refused") return null;
    this.plans.set(plan.id, plan);
    this.recorder.add({ kind: "plan", atMs: nowMs(), plan });
    return { plan, run };
  }

  /** Plans, starts and waits for the end. Null: there was no run. */
  async carryOut(n: number, request: PlanRequest, forced = false): Promise<Run | null> {
    const started = await this.start(n, request, forced);
    if (started === null) return null;
    await this.untilIdle();
    return this.runOf(started.plan);
  }

  /** The run of a plan, by whichever dashboard answers; null: there is none. */
  async runOf(plan: Plan): Promise<Run | null> {
    return (await this.runs(20)).find((run) => run.plan === plan.id) ?? null;
  }

  /** The newest runs of the group, by whichever dashboard answers. */
  async runs(limit: number): Promise<readonly Run[]> {
    for (const dashboard of this.world.dashboards) {
      if (dashboard.state !== "running") continue;
      const answer = await dashboard.runs(GROUP, limit);
      if (answer.state !== "ok") continue;
      for (const run of answer.value) this.note(run);
      return answer.value;
    }
    return [];
  }

  private note(run: Run): void {
    const { id, endedAt, state } = run;
    const ended = this.known.get(id)?.endedAt ?? null;
    this.known.set(id, run);
    if (endedAt !== null && ended === null)
      this.recorder.add({ kind: "ended", atMs: nowMs(), run: id, endedMs: Date.parse(endedAt), state });
  }

  /** Resolves when no run of the group is under way. False: after 45 s one still was. */
  async untilIdle(deadlineMs = RUN_MS): Promise<boolean> {
    for (const endMs = nowMs() + deadlineMs; nowMs() < endMs; await delay(LOOK_MS)) {
      const runs = await this.runs(5);
      if (runs.length > 0 && runs.every((run) => run.state !== "running")) return true;
      if (runs.length === 0 && this.plans.size === 0) return true;
    }
    return false;
  }

  /** Resolves when every dashboard shows so many instances, each with a role. */
  async untilKnown(count: number): Promise<void> {
    await waitFor(`all dashboards show ${count} instances`, async () => {
      const groups = await Promise.all(this.world.dashboards.map((one) => one.group(GROUP)));
      return groups.every(
        (group) =>
          group !== null &&
          group.instances.length === count &&
          group.instances.every((one) => one.role !== null),
      );
    });
  }

  async cancel(n: number, run: Run): Promise<void> {
    const dashboard = this.at(n);
    if (dashboard !== null) this.heard(dashboard, `cancel ${run.action}`, await dashboard.cancel(run.id));
  }

  /** Backs up, and deletes what came of it: the disk of an hour's backups would be full of them. */
  async backUp(n: number): Promise<void> {
    const run = await this.carryOut(n, { action: "backup" });
    const dashboard = this.at(n);
    if (run?.backup == null || dashboard === null) return;
    this.heard(dashboard, "delete the backup", await dashboard.deleteBackup(run.backup));
  }

  private heard<T>(dashboard: Dashboard, what: string, answer: Answer<T>): T | null {
    const said =
      answer.state === "ok"
        ? ""
        : answer.state === "lost"
          ? answer.detail
          : `${answer.code}: ${answer.detail}`;
    const status = answer.state === "lost" ? null : answer.status;
    this.recorder.add({ kind: "asked", atMs: nowMs(), what, dashboard: dashboard.n, status, said });
    return answer.state === "ok" ? answer.value : null;
  }
}
