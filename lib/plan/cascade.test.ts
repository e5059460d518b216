import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { Plan, type PlanRequest } from "@/lib/contract";
import { formatBytes } from "@/lib/format";
import { ancestorsOf } from "@/lib/topology/tree";
import { contextOf, type Given } from "./group.fixture";
import { failed, script } from "./healthy.fixture";
import { makePlan } from "./make";
import { stalePlan } from "./stale";
import { undoRequest } from "./undo";

vi.setConfig({ testTimeout: 60_000 });

const id = (name: string): string => `${name}:6379`;
const mib = 1024 * 1024;
const other = "c".repeat(40);

/** A primary and `count` replicas of it, r-1, r-2 …, some of them changed. */
const star = (count: number, ...changed: Given[]): Given[] =>
  [
    { name: "p" },
    ...Array.from({ length: count }, (_, index): Given => ({ name: `r-${index + 1}`, follows: "p" })),
  ].map((one) => ({ ...one, ...changed.find(({ name }) => name === one.name) }));

/** p ← a ← b ← c, and d beside a. */
const chain = (...changed: Given[]): Given[] =>
  [
    { name: "p" },
    { name: "a", follows: "p" },
    { name: "b", follows: "a" },
    { name: "c", follows: "b" },
    { name: "d", follows: "p" },
  ].map((one) => ({ ...one, ...changed.find(({ name }) => name === one.name) }));

function plan(request: PlanRequest, given: readonly Given[]): Plan {
  const made = makePlan(request, contextOf(given));
  if (!made.ok) throw new Error(made.error.detail);
  return Plan.parse(made.value);
}

type Options = { move?: number; copies?: boolean };
const relieve = (given: readonly Given[], options: Options = {}): Plan =>
  plan({ action: "relieve", instance: id("p"), ...options }, given);
const flatten = (given: readonly Given[], options: { copies?: boolean } = {}): Plan =>
  plan({ action: "flatten", instance: id("p"), ...options }, given);

const check = (made: Plan, code: string) => made.checks.find((one) => one.code === code);
const moves = (made: Plan): string[] =>
  made.steps
    .filter(({ kind }) => kind === "replicaof")
    .map(({ instance, peer }) => `${instance} ${peer}`.replaceAll(":6379", ""));
const feeds = (made: Plan, name: string): number =>
  made.after.filter(({ upstream }) => upstream === id(name)).length;

describe("relieve", () => {
  // d stay, the smallest d with d × (d + 1) ≥ n, and none of them feeds more than d.
  test.each([
    { replicas: 2, stay: 1, each: 1 },
    { replicas: 3, stay: 2, each: 1 },
    { replicas: 4, stay: 2, each: 1 },
    { replicas: 5, stay: 2, each: 2 },
    { replicas: 6, stay: 2, each: 2 },
    { replicas: 7, stay: 3, each: 2 },
    { replicas: 12, stay: 3, each: 3 },
    { replicas: 20, stay: 4, each: 4 },
    { replicas: 30, stay: 5, each: 5 },
  ])("of $replicas replicas $stay stay and feed $each at most", ({ replicas, stay, each }) => {
    const made = relieve(star(replicas));
    expect(failed(made)).toEqual([]);
    expect(feeds(made, "p")).toBe(stay);
    const burden = made.after.map(({ instance }) => feeds(made, instance.replace(":6379", "")));
    expect(Math.max(...burden.slice(1))).toBe(each);
  });

  test("re-points one replica after the other, each kept in its config file before the next is told", () => {
    const made = relieve(star(4));
    expect(made).toMatchObject({ title: "Relieve p of 2 of its 4 replicas?", confirm: null });
    expect(script(made)).toEqual([
      "r-3: REPLICAOF r-1 6379",
      "r-3: CONFIG REWRITE",
      "r-4: REPLICAOF r-2 6379",
      "r-4: CONFIG REWRITE",
      "p: (verify)",
    ]);
    expect(made.effects).toMatchObject([{ resync: "partial" }, { resync: "partial" }]);
    expect(made.dataLoss.verdict).toBe("none");
  });

  test("says what the instance sends now and then, and what the new hop costs", () => {
    const context = contextOf(star(6));
    const instances = context.group.instances.map((one) => ({ ...one, writeBytesPerSecond: mib }));
    const made = makePlan(
      { action: "relieve", instance: id("p") },
      { ...context, group: { ...context.group, instances } },
    );
    if (!made.ok) throw new Error(made.error.detail);
    expect(check(made.value, "output")?.text).toBe(
      `p sends ${formatBytes(6 * mib)}/s to 6 now, and ${formatBytes(2 * mib)}/s to 2 afterwards.`,
    );
    expect(check(made.value, "hops")).toMatchObject({
      text: "r-3, r-4, r-5 and r-6 hear everything one hop later, and nothing while the replica above is away.",
      evidence: "longest chain 1 → 2 hops",
    });
  });

  test("moves as many as it is told, and says how many it could", () => {
    expect(moves(relieve(star(6), { move: 1 }))).toEqual(["r-6 r-1"]);
    expect(moves(relieve(star(6), { move: 5 }))).toHaveLength(5);
    expect(moves(relieve(star(6), { move: 60 }))).toHaveLength(5);
  });

  test("leaves those meant to be promoted, and of the older version, to feed the others", () => {
    const made = relieve(
      star(
        4,
        { name: "r-1", priority: 0 },
        { name: "r-2", version: "8.0.2" },
        { name: "r-4", priority: 10, version: "8.0.2" },
      ),
    );
    // r-2 could be fed by r-3; r-3 could not load a copy from r-4, so it is nobody's replica but p's.
    expect(moves(made)).toEqual(["r-2 r-4", "r-1 r-3"]);
    expect(check(made, "rdb-version")?.status).toBe("pass");
  });

  test.each<[string, Partial<Given>]>([
    ["is late itself", { lagSeconds: 3 }],
    ["has no link", { link: "down" }],
    ["does not answer", { reachable: false }],
    ["is loading", { link: "loading" }],
  ])("puts nobody below a replica that %s", (_, given) => {
    const made = relieve(star(3, { name: "r-1", ...given }));
    expect(failed(made)).toEqual([]);
    for (const move of moves(made)) expect(move.endsWith(" r-1")).toBe(false);
  });

  test("puts replicas below one of which nobody can say how late it is only where they can continue all the same", () => {
    const busy = star(4).map((one) => (one.name === "p" ? one : { ...one, lagSeconds: 0.4 }));
    const made = relieve(busy);
    expect(moves(made)).toEqual(["r-3 r-1", "r-4 r-2"]);
    expect(check(made, "new-upstreams")?.status).toBe("warn");
    const ahead = busy.map((one) => (one.name === "r-3" ? { ...one, offset: 1500 } : one));
    expect(moves(relieve(ahead))).not.toContainEqual(expect.stringMatching(/^r-3 /));
  });

  test("spares a replica that feeds others already", () => {
    const made = relieve([...star(4), { name: "s-1", follows: "r-1" }, { name: "s-2", follows: "r-1" }]);
    expect(moves(made)).toEqual(["r-3 r-2", "r-4 r-2"]);
  });

  test("moves none that feeds others while there are enough that do not, so that no chain grows by two", () => {
    const made = relieve([...star(6), { name: "s-1", follows: "r-6" }]);
    expect(moves(made)).toEqual(["r-3 r-1", "r-4 r-2", "r-5 r-6"]);
    expect(check(made, "hops")?.text).toMatch(/^r-3, r-4 and r-5 hear everything one hop later/);
  });

  test("leaves out who would copy everything, and takes it last and with consent where copies are allowed", () => {
    const given = star(4, { name: "r-3", replid: other });
    const made = relieve(given);
    expect(moves(made)).toEqual(["r-2 r-1", "r-4 r-1"]);
    expect(check(made, "left-alone")?.text).toBe("r-3 stays where it is: it would copy everything.");
    const all = relieve(given, { copies: true });
    expect(moves(all)).toEqual(["r-4 r-2", "r-3 r-1"]);
    expect(all.confirm).toMatchObject({ tier: 2, text: "r-3 copies everything again, from r-1." });
    expect(failed(all)).toEqual([]);
  });

  test("never moves one whose copy would drag others into theirs at the same time", () => {
    const made = relieve(
      [...star(4, { name: "r-4", replid: other }), { name: "s-1", follows: "r-4", replid: other }],
      { copies: true },
    );
    expect(moves(made)).not.toContainEqual(expect.stringMatching(/^r-4 /));
    expect(check(made, "left-alone")?.text).toMatch(
      /^r-4 stays where it is: it would copy everything, and all/,
    );
  });

  test("leaves the primary as many good replicas as min-replicas-to-write demands", () => {
    const demanding = star(6, { name: "p", config: { "min-replicas-to-write": "4" } });
    expect(feeds(relieve(demanding), "p")).toBe(4);
    const made = relieve(demanding, { move: 3 });
    expect(failed(made)).toEqual(["replicas-left"]);
    expect(check(made, "replicas-left")?.text).toBe(
      "p would refuse writes: min-replicas-to-write demands 4, and 3 good replicas would be left.",
    );
  });

  test("has nothing to do where there is one replica", () => {
    const made = relieve(star(1));
    expect(failed(made)).toEqual(["something-to-move"]);
    expect(made).toMatchObject({ steps: [], title: "Relieve p?" });
  });

  test("keeps to the moves it chose, so that a change of lag alone leaves the plan true", () => {
    const made = relieve(star(4));
    expect(made.request).toMatchObject({
      moves: [
        { replica: id("r-3"), upstream: id("r-1") },
        { replica: id("r-4"), upstream: id("r-2") },
      ],
    });
    expect(stalePlan(made, contextOf(star(4, { name: "r-3", priority: 1 })))).toEqual([]);
    expect(stalePlan(made, contextOf(star(4, { name: "r-1", lagSeconds: 3 })))).not.toEqual([]);
  });
});

describe("flatten", () => {
  test("points the deepest first, so that nobody is sent away by its upstream's own move", () => {
    const made = flatten(chain());
    expect(failed(made)).toEqual([]);
    expect(made.title).toBe("Point 2 replicas straight to p?");
    expect(moves(made)).toEqual(["c p", "b p"]);
    expect(made.effects.map(({ resync }) => resync)).toEqual(["partial", "partial"]);
    expect(check(made, "hops")?.text).toBe("Everything below p hears it in 1 hop at most.");
    expect(feeds(made, "p")).toBe(4);
  });

  test("heals one whose upstream is gone", () => {
    const made = flatten(chain({ name: "b", reachable: false }, { name: "c", link: "down" }));
    expect(moves(made)).toEqual(["c p"]);
    expect(check(made, "left-alone")?.text).toBe("b stays where it is: it does not answer.");
  });

  test("takes those that continue away from one that copies, before it does", () => {
    const made = flatten(chain({ name: "b", replid: other }, { name: "c" }), { copies: true });
    expect(moves(made)).toEqual(["c p", "b p"]);
    expect(failed(made)).toEqual([]);
    expect(made.effects.map(({ resync }) => resync)).toEqual(["partial", "full"]);
  });

  test("leaves one that copies where others would stay below it", () => {
    const given = chain({ name: "b", replid: other }, { name: "c", replid: other, link: "syncing" });
    expect(moves(flatten(given, { copies: true }))).toEqual([]);
  });

  test("has nothing to do where all stand one hop below", () => {
    expect(failed(flatten(star(3)))).toEqual(["something-to-move"]);
  });
});

describe("rearrange", () => {
  const swap: PlanRequest = {
    action: "rearrange",
    instance: id("p"),
    moves: [
      { replica: id("b"), upstream: id("p") },
      { replica: id("a"), upstream: id("b") },
    ],
  };

  test("foretells each move in the group as those before it leave it", () => {
    const made = plan(swap, chain());
    expect(failed(made)).toEqual([]);
    expect(moves(made)).toEqual(["b p", "a b"]);
    expect(feeds(made, "b")).toBe(2);
  });

  test("R7: is refused where its order would close a ring", () => {
    const made = plan({ ...swap, moves: [...swap.moves].reverse() }, chain());
    expect(failed(made)).toEqual(["something-to-move"]);
    expect(check(made, "something-to-move")?.text).toBe(
      "Can't re-point a to b: b replicates from a by then.",
    );
    expect(made.steps).toEqual([]);
  });

  test("is refused outright where it names a stranger", () => {
    const made = makePlan({ ...swap, moves: [{ replica: id("b"), upstream: "x:1" }] }, contextOf(chain()));
    expect(made).toMatchObject({ ok: false, error: { code: "unknown-upstream" } });
  });
});

/** What the group would be once a plan has run. */
const carriedOut = (given: readonly Given[], made: Plan): Given[] =>
  given.map((one) => {
    const upstream = made.after.find(({ instance }) => instance === id(one.name))?.upstream ?? null;
    return upstream === null ? one : { ...one, follows: upstream.replace(":6379", "") };
  });

test("undo takes back the moves that stand, the last one first, and brings the group back", () => {
  const given = chain();
  const made = flatten(given);
  const then = carriedOut(given, made);
  const back = undoRequest(made, contextOf(then).group);
  expect(back).toEqual({
    action: "rearrange",
    instance: id("p"),
    moves: [
      { replica: id("b"), upstream: id("a") },
      { replica: id("c"), upstream: id("b") },
    ],
  });
  if (back === null) return;
  expect(carriedOut(then, plan(back, then))).toEqual(given);
  // Only one of them was carried out.
  const half = given.map((one) => (one.name === "c" ? { ...one, follows: "p" } : one));
  expect(undoRequest(made, contextOf(half).group)).toMatchObject({
    moves: [{ replica: id("c"), upstream: id("b") }],
  });
  expect(undoRequest(made, contextOf(given).group)).toBeNull();
});

test("in whatever group: nobody moves below one that moves, no copy drags another, and relief makes nobody's load the largest", () => {
  const replica = fc.record({
    under: fc.nat(100),
    priority: fc.constantFrom(100, 0, 10),
    lagSeconds: fc.constantFrom(0, 0, 0, 0.5, 9, null),
    link: fc.constantFrom("up" as const, "up" as const, "up" as const, "down" as const, "syncing" as const),
    replid: fc.constantFrom("a".repeat(40), "a".repeat(40), other),
    version: fc.constantFrom("7.0.15", "7.0.15", "6.0.16", "8.0.2"),
  });
  const groups = fc.array(replica, { minLength: 1, maxLength: 14 }).map((drawn) => [
    { name: "p" },
    ...drawn.map(
      ({ under, ...one }, index): Given => ({
        ...one,
        name: `r-${index + 1}`,
        follows: under > 30 || index === 0 ? "p" : `r-${1 + (under % index)}`,
      }),
    ),
  ]);
  fc.assert(
    fc.property(
      groups,
      fc.boolean(),
      fc.constantFrom("relieve" as const, "flatten" as const),
      (given, copies, action) => {
        const made = plan({ action, instance: id("p"), copies }, given);
        expect(
          failed(made).filter((code) => code !== "something-to-move" && code !== "one-copy-at-a-time"),
        ).toEqual([]);
        expect(check(made, "one-copy-at-a-time")?.text ?? "").not.toMatch(/same time/);
        const told = made.steps.filter(({ kind }) => kind === "replicaof");
        const movers = new Set(told.map(({ instance }) => instance));
        for (const { peer } of told) expect(movers.has(peer ?? "")).toBe(false);
        const costs = new Map(made.effects.map(({ link, resync }) => [link.replica, resync]));
        const ranks = told.map(({ instance }) => Number(costs.get(instance) !== "partial"));
        expect(ranks).toEqual([...ranks].sort());
        if (!copies) expect(ranks).not.toContain(1);
        if (action === "flatten") return;
        const widest = (sketch: Plan["after"]): number =>
          Math.max(
            ...sketch.map(({ instance }) => sketch.filter(({ upstream }) => upstream === instance).length),
          );
        expect(widest(made.after)).toBeLessThanOrEqual(widest(made.before));
        const group = { instances: made.after.map(({ instance, upstream }) => ({ id: instance, upstream })) };
        for (const { instance } of made.after) expect(ancestorsOf(group, instance)).not.toContain(instance);
      },
    ),
    { numRuns: 300 },
  );
});
