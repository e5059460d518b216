import { setTimeout as delay } from "node:timers/promises";
import type { PlanRequest } from "@/lib/contract";
import { waitFor } from "@/server/testing/wait-for";
import { type Id, nowMs } from "./history";
import { kill, type Meeting, stop } from "./nemesis";
import type { Operators } from "./operators";
import { type Act, chosen } from "./schedule";
import { GROUP, rolesOf } from "./world";

/** An act with its choices made among the instances that are there now. */
export interface Staged {
  /** Whom it is about; null: nobody in particular. */
  readonly target: Id | null;
  perform(): Promise<void>;
}

/** Null: there is nobody to act on. */
export async function stage(
  act: Act,
  operators: Operators,
  meeting: Omit<Meeting, "target">,
): Promise<Staged | null> {
  const { world, dashboard } = meeting;
  const roles = rolesOf(await world.truth());
  if (roles === null) return null;
  const replicas = Object.keys(roles).filter((id) => roles[id]?.role === "replica");
  const primary = Object.keys(roles).find((id) => roles[id]?.role === "primary");
  if (replicas.length === 0 || primary === undefined) return null;
  const one = (request: PlanRequest & { instance: Id }): Staged => ({
    target: request.instance,
    perform: async () => void (await operators.carryOut(dashboard, request)),
  });
  switch (act.do) {
    case "promote":
      return one({
        action: "promote",
        instance: chosen(replicas, act.target),
        moveSiblings: act.moveSiblings,
      });
    case "repoint": {
      const instance = chosen(replicas, act.replica);
      const others = world.nodes.filter(({ id }) => id !== instance && roles[instance]?.upstream !== id);
      return one({ action: "repoint", instance, upstream: chosen(others, act.upstream).id });
    }
    case "backup":
      return {
        target: null,
        perform: () => operators.backUp(dashboard),
      };
    case "promote-twice": {
      const first = chosen(replicas, act.target);
      const second = chosen(
        replicas.filter((id) => id !== first),
        act.other,
      );
      return { target: first, perform: () => promoteTwice(operators, [first, second]) };
    }
    case "promote-and-cancel": {
      const target = chosen(replicas, act.target);
      return { target, perform: () => cancelled(operators, dashboard, target, act.afterMs) };
    }
    case "detach-attach": {
      const instance = chosen(replicas, act.replica);
      return { target: instance, perform: () => detachAttach(operators, meeting, instance, primary) };
    }
    case "fail-over": {
      const direct = replicas.filter((id) => roles[id]?.upstream === primary);
      const candidates = [chosen(direct, act.target), ...direct];
      return {
        target: candidates[0] ?? null,
        perform: () => failOver(operators, { ...meeting, target: null }, primary, candidates, act.primary),
      };
    }
  }
}

/** Both plans are made before either is started: both are true then, and both operators press the button at once. */
async function promoteTwice(operators: Operators, targets: readonly [Id, Id]): Promise<void> {
  const planned = await Promise.all(
    targets.map(async (instance, n) => {
      const dashboard = operators.at(n);
      if (dashboard === null) return null;
      const plan = await operators.plan(dashboard, { action: "promote", instance });
      return plan === null ? null : { dashboard, plan };
    }),
  );
  await Promise.all(planned.map((one) => one && operators.startPlan(one.dashboard, one.plan)));
  await operators.untilIdle();
}

async function cancelled(operators: Operators, n: number, instance: Id, afterMs: number): Promise<void> {
  const started = await operators.start(n, { action: "promote", instance });
  await delay(afterMs);
  if (started?.run != null) await operators.cancel(n, started.run);
  await operators.untilIdle();
}

/** What the detached one takes while it stands alone is its own, as its plan says: it is no rival that was left behind. */
async function detachAttach(
  operators: Operators,
  { dashboard, splits }: Omit<Meeting, "target">,
  instance: Id,
  upstream: Id,
): Promise<void> {
  splits(instance);
  const run = await operators.carryOut(dashboard, { action: "detach", instance });
  if (run?.state === "succeeded")
    await operators.carryOut(dashboard, { action: "attach", instance, upstream });
}

async function failOver(
  operators: Operators,
  meeting: Meeting,
  primary: Id,
  candidates: readonly Id[],
  how: Extract<Act, { do: "fail-over" }>["primary"],
): Promise<void> {
  const { world, recorder, dashboard } = meeting;
  const atMs = nowMs();
  const node = world.node(primary);
  const wounded =
    how === "stopped"
      ? stop(node, meeting, "primary")
      : await kill(node, meeting, "primary", how === "killed" ? "present" : "first");
  await waitFor("the dashboard notices that the primary is gone", () =>
    seenGone(operators, dashboard, primary),
  );
  for (const instance of candidates) {
    const run = await operators.carryOut(dashboard, { action: "promote", instance }, true);
    if (run?.state === "succeeded") break;
  }
  // It comes back as a primary whose role has gone to another: a rival, until it is attached.
  await wounded.heal();
  recorder.add({ kind: "fault", atMs, untilMs: nowMs(), fault: "kill-primary", on: wounded.on });
}

async function seenGone(operators: Operators, n: number, primary: Id): Promise<boolean> {
  const group = await operators.at(n)?.group(GROUP);
  return group?.instances.find(({ id }) => id === primary)?.reachable === false;
}
