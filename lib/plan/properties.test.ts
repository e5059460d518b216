import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { Plan, type PlanRequest, type Sketch } from "@/lib/contract";
import { findRings } from "@/lib/topology/rings";
import type { PlanContext } from "./context";
import { contextOf, type Given } from "./group.fixture";
import { makePlan } from "./make";
import { stalePlan } from "./stale";
import { undoRequest } from "./undo";

/** A property draws many groups: on a busy machine that takes its time. */
vi.setConfig({ testTimeout: 60_000 });
const runs = 600;

const replids = ["a", "b", "c"].map((digit) => digit.repeat(40));

/** One instance in any state; `follows` is drawn later, among the names. */
const states = fc.record(
  {
    reachable: fc.boolean(),
    unreachableReason: fc.constantFrom("refused", "timeout", "auth", null),
    link: fc.constantFrom("up", "up", "up", "down", "loading", "syncing"),
    offset: fc.nat(5000),
    firstOffset: fc.constantFrom(1, 3000),
    replid: fc.constantFrom(...replids),
    lagSeconds: fc.constantFrom(0, 0.5, 30, null),
    product: fc.constantFrom("redis", "redis", "valkey", "other"),
    version: fc.constantFrom("6.0.16", "7.0.15", "8.0.2", "8.1.1", "9.1.2", null),
    failover: fc.constantFrom("none", "none", "none", "in-progress", null),
    keys: fc.constantFrom(0, 10, null),
    priority: fc.constantFrom(100, 0),
    unseen: fc.boolean(),
    configFile: fc.constantFrom("/etc/redis.conf", null),
    config: fc.constantFrom({}, { save: "" }, null),
    sentinels: fc.constantFrom(0, 0, 0, 1, null),
    persistence: fc.constantFrom({}, { saving: true }, { loading: true }, null),
    announces: fc.constantFrom(
      { host: "nat", port: 1 },
      { host: "no one", port: 0 },
      { host: "a\nb", port: 2 },
    ),
    listedState: fc.constantFrom("online", "online", "wait_bgsave"),
    sampledMsAgo: fc.constantFrom(0, 100, 60_000),
  },
  { requiredKeys: [] },
);

/** Mostly healthy, so that many plans pass; sometimes in any state. */
const oneInstance = fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: states });

/** What all instances of a group have in common: a release before FAILOVER. */
const ages = fc.constantFrom<Partial<Given>>({}, {}, { version: "6.0.16", failover: null });

/** A group of up to seven: forests, and, where `follows` may point anywhere, rings and instances that follow strangers. */
const groups = fc
  .record({
    drawn: fc.array(oneInstance, { minLength: 1, maxLength: 7 }),
    picks: fc.array(fc.nat(100), { minLength: 7, maxLength: 7 }),
    shape: fc.constantFrom("tree", "tree", "forest", "wild"),
    age: ages,
    rootGone: fc.constantFrom(false, false, true),
  })
  .map(({ drawn, picks, shape, age, rootGone }) => {
    const name = (at: number) => `i-${at}`;
    const upstream = (index: number): string | null => {
      const pick = picks[index] ?? 0;
      if (shape === "wild") return name(pick % (drawn.length + 1));
      return index === 0 || (shape === "forest" && pick > 70) ? null : name(pick % index);
    };
    const gone = rootGone ? { reachable: false } : {};
    return drawn.map(
      (state, index): Given => ({
        ...age,
        ...state,
        ...(index === 0 ? gone : {}),
        name: name(index),
        follows: upstream(index),
      }),
    );
  });

const requestFor = (given: readonly Given[]) => {
  const ids = given.map(({ name }) => `${name}:6379`);
  const id = fc.constantFrom(...ids);
  return fc.oneof(
    fc.record({ action: fc.constant("promote" as const), instance: id, moveSiblings: fc.boolean() }),
    fc.record({ action: fc.constant("promote" as const), instance: id }),
    fc.record({ action: fc.constant("detach" as const), instance: id }),
    fc.record({ action: fc.constant("repoint" as const), instance: id, upstream: id }),
    fc.record({ action: fc.constant("attach" as const), instance: id, upstream: id }),
    fc.record({ action: fc.constant("backup" as const), instance: id }),
    fc.constant({ action: "backup" as const }),
    fc.record(
      {
        action: fc.constant("relieve" as const),
        instance: id,
        move: fc.integer({ min: 1, max: 7 }),
        copies: fc.boolean(),
      },
      { requiredKeys: ["action", "instance"] },
    ),
    fc.record({ action: fc.constant("flatten" as const), instance: id, copies: fc.boolean() }),
    fc.record({
      action: fc.constant("rearrange" as const),
      instance: id,
      moves: fc.array(fc.record({ replica: id, upstream: id }), { minLength: 1, maxLength: 4 }),
    }),
    fc.record({ action: fc.constant("repoint" as const), instance: id, upstream: fc.string() }),
    fc.record({ action: fc.constant("promote" as const), instance: fc.string() }),
  );
};

const scenes = groups.chain((given) => fc.tuple(fc.constant(given), requestFor(given)));

const ringsIn = (sketch: Sketch): number =>
  findRings(new Map(sketch.map((row) => [row.instance, row.upstream]))).length;
const primariesIn = (sketch: Sketch, alive: ReadonlySet<string>): number =>
  sketch.filter(({ role, instance }) => role === "primary" && alive.has(instance)).length;

/** Runs `check` on every plan, of many scenes, that has no failed check, and says how many there were. */
function everyPassingPlan(check: (plan: Plan, request: PlanRequest, context: PlanContext) => void): number {
  let passing = 0;
  fc.assert(
    fc.property(scenes, ([given, request]) => {
      const context = contextOf(given);
      const made = makePlan(request, context);
      if (!made.ok || made.value.checks.some(({ status }) => status === "fail")) return;
      passing += 1;
      check(made.value, request, context);
    }),
    { numRuns: runs },
  );
  return passing;
}

test("no request and no group makes planning throw, and every plan is of the contract's form", () => {
  fc.assert(
    fc.property(scenes, ([given, request]) => {
      const made = makePlan(request, contextOf(given));
      if (made.ok) Plan.parse(made.value);
      else
        expect(["unknown-instance", "unknown-upstream", "unknown-backup", "bad-request"]).toContain(
          made.error.code,
        );
    }),
    { numRuns: runs },
  );
});

test("R7: a plan that passes closes no ring, and leaves no more primaries than there were, but for a detach", () => {
  const passing = everyPassingPlan((plan, _, { group }) => {
    const alive = new Set(group.instances.filter(({ reachable }) => reachable).map(({ id }) => id));
    expect(ringsIn(plan.after)).toBeLessThanOrEqual(ringsIn(plan.before));
    const before = plan.action === "promote" ? 1 : Math.max(1, primariesIn(plan.before, alive));
    expect(primariesIn(plan.after, alive)).toBeLessThanOrEqual(
      plan.action === "detach" ? before + 1 : before,
    );
  });
  expect(passing).toBeGreaterThan(runs / 8);
});

test("R7: a step is about instances of the group that answer, and says nothing but plain words", () => {
  everyPassingPlan((plan, _, { group }) => {
    const members = new Map(group.instances.map((instance) => [instance.id, instance]));
    for (const step of plan.steps) {
      expect(members.get(step.instance)?.reachable).toBe(true);
      if (step.peer !== null) expect(members.has(step.peer)).toBe(true);
      for (const word of step.command ?? []) expect(word).toMatch(/^[\w.:-]+$/);
    }
    expect(plan.steps.map(({ n }) => n)).toEqual(plan.steps.map((_step, index) => index + 1));
    expect(plan.steps.at(-1)?.kind).toBe("verify");
  });
});

test("a plan that passes changes its instance as asked", () => {
  everyPassingPlan((plan, request) => {
    const row = plan.after.find(({ instance }) => instance === plan.instance);
    if (request.action === "promote" || request.action === "detach")
      expect(row).toMatchObject({ role: "primary", upstream: null });
    if (request.action === "repoint" || request.action === "attach")
      expect(row).toMatchObject({ role: "replica", upstream: request.upstream });
    if (request.action === "backup") expect(plan.after).toEqual(plan.before);
  });
});

test("a plan that passes has the step that does what was asked", () => {
  const doing: Record<Plan["action"], readonly string[]> = {
    promote: ["failover", "replicaof-no-one"],
    detach: ["replicaof-no-one"],
    repoint: ["replicaof"],
    attach: ["replicaof"],
    backup: ["bgsave", "receive-rdb"],
    disconnect: ["close-clients"],
    restore: ["send-backup"],
    relieve: ["replicaof"],
    flatten: ["replicaof"],
    rearrange: ["replicaof"],
  };
  const cascades: readonly string[] = ["relieve", "flatten", "rearrange"];
  everyPassingPlan((plan) => {
    const done = plan.steps.filter(({ kind }) => doing[plan.action].includes(kind));
    if (cascades.includes(plan.action)) {
      expect(done.length).toBeGreaterThan(0);
      return;
    }
    expect(done).toHaveLength(1);
    expect([done[0]?.instance, done[0]?.peer]).toContain(plan.instance);
    const held = plan.steps.findIndex(({ kind }) => kind === "pause-writes" || kind === "fence-writes");
    const freed = plan.steps.findIndex(({ kind }) => kind === "resume-writes" || kind === "unfence-writes");
    expect(held === -1).toBe(freed === -1);
    if (held === -1) return;
    const primary = plan.steps[held]?.instance;
    const demotion = plan.steps.findIndex(
      ({ kind, instance }) => kind === "replicaof" && instance === primary,
    );
    expect(demotion).toBeGreaterThan(held);
    expect(demotion).toBeLessThan(freed);
  });
});

test("each effect names another replica, and its link as the plan leaves it", () => {
  everyPassingPlan((plan) => {
    const replicas = plan.effects.map(({ link }) => link.replica);
    expect(new Set(replicas).size).toBe(replicas.length);
    const after = new Map(plan.after.map((row) => [row.instance, row.upstream]));
    for (const { link } of plan.effects) expect(after.get(link.replica)).toBe(link.upstream);
  });
});

test("R7: data may be lost by a forced promotion, an attach or a re-point that copies, and each needs consent", () => {
  everyPassingPlan((plan) => {
    if (plan.dataLoss.verdict === "none") return;
    const below3 = ["repoint", "relieve", "flatten", "rearrange"].includes(plan.action);
    expect(plan.confirm?.tier).toBe(below3 ? 2 : 3);
  });
});

test("a plan that was just made is not stale, and never makes its undo throw", () => {
  fc.assert(
    fc.property(scenes, ([given, request]) => {
      const context = contextOf(given);
      const made = makePlan(request, context);
      if (!made.ok) return;
      expect(stalePlan(made.value, context)).toEqual([]);
      undoRequest(made.value, context.group);
    }),
    { numRuns: runs },
  );
});
