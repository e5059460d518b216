import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { WhatIf } from "@/lib/contract";
import { predictResync, type ResyncSide } from "@/lib/lag/resync";
import { toOffset } from "@/lib/units";
import type { PlanContext } from "./context";
import { contextOf, type Given } from "./group.fixture";
import { having, healthy } from "./healthy.fixture";
import { makePlan } from "./make";
import { whatIf } from "./what-if";

vi.setConfig({ testTimeout: 60_000 });

const other = "c".repeat(40);
const id = (name: string): string => `${name}:6379`;

function told(context: PlanContext, name: string): WhatIf {
  const said = whatIf(context, id(name));
  if (said === null) throw new Error(`${name} is no member`);
  return WhatIf.parse(said);
}
const of = (given: readonly Given[], name: string, twist: Twist = {}): WhatIf =>
  told(twisted(contextOf(given, twist.group ?? {}), twist), name);

interface Twist {
  readonly group?: Parameters<typeof contextOf>[1];
  readonly rate?: number;
  readonly lags?: Readonly<Record<string, { bytes: number; seconds: number; error: number }>>;
}

/** With a write rate and measured lags, which the fixture leaves out. */
function twisted(context: PlanContext, { rate, lags = {} }: Twist): PlanContext {
  const instances = context.group.instances.map((one) => {
    const lag = lags[one.name];
    const lagged =
      lag === undefined
        ? one
        : { ...one, lagBytes: lag.bytes, lagSeconds: lag.seconds, lagSecondsError: lag.error };
    return one.role === "primary" && rate !== undefined ? { ...lagged, writeBytesPerSecond: rate } : lagged;
  });
  return { ...context, group: { ...context.group, instances } };
}

const costs = ({ survivors }: WhatIf): Record<string, string> =>
  Object.fromEntries(survivors.map(({ instance, resync }) => [instance.replace(":6379", ""), resync]));

describe("the death of a primary", () => {
  test("names who takes over, what is lost at most, and who continues", () => {
    const said = of(healthy, "us-1", {
      rate: 1000,
      lags: { "eu-1": { bytes: 50, seconds: 0.05, error: 0.1 } },
    });
    expect(said).toMatchObject({
      role: "primary",
      successor: { instance: id("eu-1") },
      loss: { verdict: "possible", bytesAtLeast: 0, bytesAtMost: 150 },
      decides: { by: "operator" },
      writes: { verdict: "accepted", instance: id("eu-1"), demanded: 0 },
    });
    expect(costs(said)).toEqual({ "eu-2": "partial", "ap-1": "partial" });
    expect(said.after).toContainEqual({ instance: id("us-1"), role: null, upstream: null });
    expect(said.after).toContainEqual({ instance: id("eu-2"), role: "replica", upstream: id("eu-1") });
    expect(said.summary).toMatch(/^eu-1 would take over\. Of the others 2 continue\./);
  });

  test("loses nothing where nothing is written", () => {
    expect(of(healthy, "us-1", { rate: 0 }).loss).toMatchObject({ verdict: "none", bytesAtMost: 0 });
  });

  test("loses for certain what a successor without a link lacks", () => {
    const cut = having(
      { name: "us-1", offset: 5000 },
      { name: "eu-1", link: "down", offset: 3000 },
      { name: "eu-2", link: "down", offset: 2000 },
      { name: "ap-1", offset: 3000 },
    );
    const said = of(cut, "us-1", { rate: 1000 });
    expect(said.successor?.instance).toBe(id("eu-1"));
    expect(said.loss).toMatchObject({ verdict: "certain", bytesAtLeast: 2000, bytesAtMost: 2100 });
  });

  test("takes the one that holds most, whatever its name, and before one as far but deeper", () => {
    const behind = having(
      { name: "us-1", offset: 5000 },
      { name: "eu-1", offset: 2000 },
      { name: "eu-2", offset: 3000 },
    );
    expect(of(behind, "us-1").successor).toEqual({
      instance: id("eu-2"),
      reason: "It holds most of the primary's history.",
    });
    expect(of(healthy, "us-1").successor?.instance).toBe(id("eu-1"));
  });

  test("takes one of priority 0 only where there is no other", () => {
    const never = (name: string): Given => ({ name, priority: 0 });
    expect(of(having(never("eu-1")), "us-1").successor?.instance).toBe(id("eu-2"));
    const all = of(having(never("eu-1"), never("eu-2"), never("ap-1")), "us-1").successor;
    expect(all?.reason).toBe("It has priority 0, but no other replica could.");
  });

  test("says who must copy, and how much at most", () => {
    const said = of(
      having({ name: "eu-1", firstOffset: 900 }, { name: "eu-2", offset: 500, lagSeconds: 3 }),
      "us-1",
    );
    expect(costs(said)["eu-2"]).toBe("full");
    expect(said.survivors.find(({ instance }) => instance === id("eu-2"))?.copyBytes).toBe(1_000_000);
  });

  test.each([
    ["1", "accepted"],
    ["2", "wait"],
    ["3", "refused"],
  ])(
    "the new primary of min-replicas-to-write %s, one replica below it and one to come: %s",
    (count, verdict) => {
      const config = { "min-replicas-to-write": count };
      expect(of(having({ name: "eu-1", config }), "us-1").writes).toMatchObject({
        verdict,
        demanded: Number(count),
      });
    },
  );

  test("of unreadable settings says so", () => {
    expect(of(having({ name: "eu-1", config: null }), "us-1").writes.verdict).toBe("unknown");
  });

  test("with no replica leaves nobody to take writes", () => {
    expect(of([{ name: "us-1" }], "us-1")).toMatchObject({
      successor: null,
      survivors: [],
      summary: "Nothing follows us-1: its data would be gone until it is back.",
      writes: { verdict: "refused", instance: null },
    });
  });

  test("is Sentinel's business where there are some", () => {
    const said = of(having({ name: "eu-2", priority: 10 }), "us-1", { group: { mode: "sentinel" } });
    expect(said).toMatchObject({ successor: { instance: id("eu-2") }, decides: { by: "sentinel" } });
  });

  test("of a strange history cannot be measured", () => {
    const strange = healthy.map((one) => (one.name === "us-1" ? one : { ...one, replid: other }));
    expect(of(strange, "us-1").successor).toBeNull();
  });
});

describe("the death of a replica", () => {
  test("that feeds nobody costs a reader alone", () => {
    const said = of(healthy, "eu-2");
    expect(said).toMatchObject({ survivors: [], loss: { verdict: "none" }, decides: { by: "nobody" } });
    expect(said.reads).toBe("2 replicas are left to read from.");
    expect(said.summary).toMatch(/^Nothing hangs below eu-2\./);
  });

  test("leaves what is below it to be re-pointed to whom it followed", () => {
    const said = of(healthy, "eu-1");
    expect(costs(said)).toEqual({ "ap-1": "partial" });
    expect(said.survivors[0]?.upstream).toBe(id("us-1"));
    expect(said.decides.by).toBe("operator");
    expect(said.reads).toMatch(
      /^2 replicas are left to read from\. Until re-pointed, ap-1 answers with old data\.$/,
    );
    expect(of(having({ name: "ap-1", config: { "replica-serve-stale-data": "no" } }), "eu-1").reads).toMatch(
      /ap-1 refuses reads \(MASTERDOWN\)\.$/,
    );
  });

  test.each<[string, string, string]>([
    ["eu-2", "1", "accepted"],
    ["eu-2", "2", "refused"],
    ["eu-1", "2", "wait"],
    ["eu-1", "3", "refused"],
  ])("%s below a primary of min-replicas-to-write %s: %s", (name, count, verdict) => {
    const given = having({ name: "us-1", config: { "min-replicas-to-write": count } });
    expect(of(given, name).writes).toMatchObject({ verdict, instance: id("us-1") });
  });

  test("frees one that was copying from it: it may begin anew elsewhere", () => {
    const copying = having({ name: "ap-1", link: "syncing", offset: 1 });
    expect(of(copying, "eu-1").survivors).toMatchObject([{ upstream: id("us-1"), resync: "full" }]);
  });

  test("strands what is below it where its own upstream is gone", () => {
    const said = of(having({ name: "us-1", reachable: false }), "eu-1");
    expect(said.survivors).toMatchObject([{ instance: id("ap-1"), upstream: null, resync: "unknown" }]);
  });
});

test("an instance that is no member is not told of", () => {
  expect(whatIf(contextOf(healthy), "nobody:1")).toBeNull();
});

/** A group in which many things may be wrong, and whose readings agree with each other. */
const groups = fc
  .array(
    fc.record({
      under: fc.nat(100),
      offset: fc.integer({ min: 500, max: 5000 }),
      firstOffset: fc.constantFrom(1, 2000, 4000),
      priority: fc.constantFrom(100, 100, 0),
      replid: fc.constantFrom("a".repeat(40), "a".repeat(40), "a".repeat(40), other),
      lagSeconds: fc.constantFrom(0, 0.05, 4),
      link: fc.constantFrom("up" as const, "up" as const, "down" as const),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((drawn): Given[] => [
    { name: "p", offset: 5000 },
    ...drawn.map(({ under, ...one }, index) => ({
      ...one,
      firstOffset: Math.min(one.firstOffset, one.offset),
      name: `r-${index}`,
      follows: index === 0 || under > 40 ? "p" : `r-${under % index}`,
    })),
  ]);

test("a dead primary's own replicas fare as the resync oracle says of the successor, promoted where it stands", () => {
  let judged = 0;
  fc.assert(
    fc.property(groups, (given) => {
      const said = of(given, "p");
      const winner = given.find(({ name }) => id(name) === said.successor?.instance);
      if (winner === undefined) return;
      const side = ({ replid = "a".repeat(40), offset = 0, firstOffset = 1 }: Given): ResyncSide => ({
        replid,
        previousReplid: null,
        previousReplidUntil: null,
        offset: toOffset(offset),
        backlog: {
          active: true,
          sizeBytes: 1_048_576,
          firstOffset: toOffset(firstOffset),
          historyBytes: offset - firstOffset + 1,
        },
      });
      const won = side(winner);
      const promoted: ResyncSide = {
        ...won,
        replid: "new",
        previousReplid: won.replid,
        previousReplidUntil: toOffset(won.offset + 1),
      };
      for (const sibling of given.filter(({ follows, name }) => follows === "p" && name !== winner.name)) {
        const survivor = said.survivors.find(({ instance }) => instance === id(sibling.name));
        expect(survivor?.resync).toBe(predictResync(side(sibling), promoted).verdict);
        judged += 1;
      }
    }),
    { numRuns: 400 },
  );
  expect(judged).toBeGreaterThan(100);
});

test("it tells what the plan says that is made once the instance is dead", () => {
  fc.assert(
    fc.property(groups, (given) => {
      const said = of(given, "p");
      if (said.successor === null) return;
      const dead = given.map(
        (one): Given =>
          one.name === "p"
            ? { ...one, reachable: false }
            : one.follows === "p"
              ? { ...one, link: "down" }
              : one,
      );
      const made = makePlan({ action: "promote", instance: said.successor.instance }, contextOf(dead));
      if (!made.ok) throw new Error(made.error.detail);
      const planned = made.value.effects.map(({ link, resync }) => [link.replica, link.upstream, resync]);
      expect(said.survivors.map(({ instance, upstream, resync }) => [instance, upstream, resync])).toEqual(
        planned,
      );
      expect(made.value.method).toBe("forced");
    }),
    { numRuns: 300 },
  );
});
