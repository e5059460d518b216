import { Plan, type PlanRequest, Run } from "@/lib/contract";
import { askApi } from "./access";
import { expect } from "./fixtures";
import type { Tidemark } from "./tidemark";

/** One run as the API has it now. */
export async function runOf(demo: Tidemark, id: string): Promise<Run> {
  const response = await askApi(`${new URL(demo.url).origin}/api/runs/${id}`);
  return Run.parse(await response.json());
}

/** Plans until no check forbids it, then starts it, confirmed in every way; gives the run's id. */
export async function startRun(demo: Tidemark, request: PlanRequest): Promise<string> {
  let id = "";
  await expect
    .poll(
      async () => {
        const planned = await demo.post("/api/groups/demo/plans", request);
        const plan = Plan.parse(await planned.json());
        id = plan.id;
        return plan.checks.filter(({ status }) => status === "fail").map(({ text }) => text);
      },
      { timeout: 20_000 },
    )
    .toEqual([]);
  const started = await demo.post("/api/runs", { plan: id, confirm: { accepted: true, text: "demo" } });
  expect(started.status, await started.clone().text()).toBe(202);
  return Run.parse(await started.json()).id;
}

/** Waits until a step of the run is under way. */
export async function underWay(demo: Tidemark, id: string): Promise<void> {
  await expect
    .poll(async () => (await runOf(demo, id)).steps.some(({ state }) => state === "running"), {
      intervals: [5],
    })
    .toBe(true);
}

/** Waits for its end. */
export async function endOf(demo: Tidemark, id: string): Promise<Run> {
  await expect
    .poll(async () => (await runOf(demo, id)).state, { timeout: 40_000, intervals: [100] })
    .not.toBe("running");
  return runOf(demo, id);
}

/** Injects a fault of the demo, as its bar does. */
export async function inject(demo: Tidemark, fault: string, instance: string): Promise<void> {
  const response = await demo.post("/api/demo/faults", { fault, instance });
  expect(response.status, await response.text()).toBe(200);
}

/** Waits until every instance answers and follows with its link up. */
export const allWell = (demo: Tidemark): Promise<void> =>
  expect
    .poll(
      async () =>
        (await demo.group()).instances.filter(
          ({ reachable, role, link }) => reachable && (role === "primary" || link?.state === "up"),
        ).length,
      { timeout: 20_000 },
    )
    .toBe(4);
