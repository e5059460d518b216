import { describe, expect, test } from "vitest";
import { Plan, type PlanRequest } from "@/lib/contract";
import type { PlanContext } from "./context";
import { contextOf, type Given, history, nowMs } from "./group.fixture";
import { failed, having, healthy, script } from "./healthy.fixture";
import { makePlan } from "./make";

function plan(context: PlanContext, instance = "eu-1:6379", rest: { moveSiblings?: boolean } = {}): Plan {
  const request: PlanRequest = { action: "promote", instance, ...rest };
  const made = makePlan(request, context);
  if (!made.ok) throw new Error(made.error.detail);
  return Plan.parse(made.value);
}

const statusOf = ({ checks }: Plan, code: string) =>
  checks.find((check) => check.code === code)?.status ?? null;

const costOf = ({ effects }: Plan): Record<string, string> =>
  Object.fromEntries(effects.map(({ link, resync }) => [`${link.replica} ← ${link.upstream}`, resync]));

describe("a promotion with both alive", () => {
  test("hands over by FAILOVER with a timeout, moves the siblings, keeps the roles and proves the end", () => {
    const made = plan(contextOf(healthy));
    expect(failed(made)).toEqual([]);
    expect(made).toMatchObject({
      method: "failover",
      title: "Promote eu-1 to primary of orders?",
      writePauseSeconds: 5,
      dataLoss: { verdict: "none" },
      confirm: null,
    });
    expect(script(made)).toEqual([
      "us-1: FAILOVER TO eu-1 6379 TIMEOUT 100",
      "us-1: CONFIG REWRITE",
      "eu-1: CONFIG REWRITE",
      "eu-2: REPLICAOF eu-1 6379",
      "eu-2: CONFIG REWRITE",
      "eu-1: (verify)",
    ]);
  });

  test("turns the graph around the new primary, and predicts every link", () => {
    const made = plan(contextOf(healthy));
    expect(made.before).toContainEqual({ instance: "us-1:6379", role: "primary", upstream: null });
    expect(made.after).toEqual([
      { instance: "us-1:6379", role: "replica", upstream: "eu-1:6379" },
      { instance: "eu-1:6379", role: "primary", upstream: null },
      { instance: "eu-2:6379", role: "replica", upstream: "eu-1:6379" },
      { instance: "ap-1:6379", role: "replica", upstream: "eu-1:6379" },
    ]);
    expect(costOf(made)).toEqual({
      "us-1:6379 ← eu-1:6379": "partial",
      "eu-2:6379 ← eu-1:6379": "partial",
      "ap-1:6379 ← eu-1:6379": "partial",
    });
  });

  test("leaves the siblings where they are when asked to", () => {
    const made = plan(contextOf(healthy), "eu-1:6379", { moveSiblings: false });
    expect(script(made).filter((line) => line.includes("REPLICAOF"))).toEqual([]);
    expect(made.after).toContainEqual({ instance: "eu-2:6379", role: "replica", upstream: "us-1:6379" });
    expect(costOf(made)).toMatchObject({ "eu-2:6379 ← us-1:6379": "partial" });
  });

  test("moves siblings that continue before those that copy, and asks for consent to the copy", () => {
    const made = plan(
      contextOf(
        having({ name: "eu-2", follows: "us-1", replid: "c".repeat(40) }, { name: "eu-3", follows: "us-1" }),
      ),
    );
    expect(script(made).filter((line) => line.includes("REPLICAOF"))).toEqual([
      "eu-3: REPLICAOF eu-1 6379",
      "eu-2: REPLICAOF eu-1 6379",
    ]);
    expect(made.confirm).toEqual({
      tier: 2,
      type: null,
      text: "eu-2 copies everything again, from eu-1.",
    });
    expect(statusOf(made, "resync")).toBe("warn");
  });

  test("is not confused by a replica that was read a moment after its primary", () => {
    const made = plan(contextOf(having({ name: "eu-2", follows: "us-1", offset: 1384 })));
    expect(costOf(made)).toMatchObject({ "eu-2:6379 ← eu-1:6379": "partial" });
  });

  test("tells unreachable siblings nothing, and says that they stay behind", () => {
    const made = plan(contextOf(having({ name: "eu-2", follows: "us-1", reachable: false })));
    expect(script(made).some((line) => line.startsWith("eu-2"))).toBe(false);
    expect(made.checks.find(({ code }) => code === "siblings-left")).toMatchObject({
      status: "warn",
      text: "eu-2 can't be told now: re-point it to eu-1 later.",
    });
    expect(costOf(made)).toMatchObject({ "eu-2:6379 ← us-1:6379": "unknown" });
  });

  test("brings an instance from deeper in a chain under the primary first", () => {
    const made = plan(contextOf(healthy), "ap-1:6379");
    expect(failed(made)).toEqual([]);
    expect(script(made).slice(0, 6)).toEqual([
      "ap-1: REPLICAOF us-1 6379",
      "us-1: FAILOVER TO ap-1 6379 TIMEOUT 100",
      "us-1: CONFIG REWRITE",
      "ap-1: CONFIG REWRITE",
      "eu-1: REPLICAOF ap-1 6379",
      "eu-2: REPLICAOF ap-1 6379",
    ]);
    expect(made.after.filter(({ role }) => role === "primary")).toEqual([
      { instance: "ap-1:6379", role: "primary", upstream: null },
    ]);
  });

  test("names the target as the primary lists it, not as we reach it", () => {
    const listed = having({ name: "eu-1", follows: "us-1", announces: { host: "10.20.2.11", port: 6400 } });
    const made = plan(contextOf(listed));
    expect(script(made)[0]).toBe("us-1: FAILOVER TO 10.20.2.11 6400 TIMEOUT 100");
  });

  test("refuses a target that the primary lists by an address leading elsewhere", () => {
    const context = contextOf(healthy);
    const made = plan({
      ...context,
      resolve: (address) => (address.host === "eu-1" ? null : context.resolve(address)),
    });
    expect(failed(made)).toContain("announced-address");
    expect(script(made).some((line) => line.includes("FAILOVER"))).toBe(false);
  });

  test("never lets a hostile announced host become a word of a command", () => {
    const hostile = having({ name: "eu-1", follows: "us-1", announces: { host: "x\ndir /tmp", port: 6379 } });
    const made = plan(contextOf(hostile));
    expect(failed(made)).toContain("announced-address");
    expect(JSON.stringify(made.steps)).not.toContain("dir /tmp");
  });

  test("leaves out CONFIG REWRITE where there is no file, and warns", () => {
    const made = plan(contextOf(healthy.map((one) => ({ ...one, configFile: null }))));
    expect(script(made).some((line) => line.includes("REWRITE"))).toBe(false);
    expect(statusOf(made, "config-file")).toBe("warn");
  });
});

describe("a promotion without FAILOVER", () => {
  const old = healthy.map((one) => ({ ...one, version: "6.0.16", failover: null }));

  test("fences, waits, promotes, demotes, and only then lifts the fence", () => {
    const made = plan(contextOf(old.map((one) => ({ ...one, config: { "min-replicas-to-write": "1" } }))));
    expect(failed(made)).toEqual([]);
    expect(made.method).toBe("pause-and-promote");
    expect(script(made)).toEqual([
      "us-1: CONFIG SET repl-ping-replica-period 3600",
      "us-1: CONFIG SET min-replicas-to-write 1000000",
      "eu-1: (await-offset)",
      "eu-1: REPLICAOF NO ONE",
      "us-1: REPLICAOF eu-1 6379",
      "us-1: CONFIG SET min-replicas-to-write 1",
      "us-1: CONFIG SET repl-ping-replica-period 10",
      "us-1: CONFIG REWRITE",
      "eu-1: CONFIG REWRITE",
      "eu-2: REPLICAOF eu-1 6379",
      "eu-2: CONFIG REWRITE",
      "eu-1: (verify)",
    ]);
    expect(statusOf(made, "script-leak")).toBe("warn");
  });

  test("pauses by CLIENT PAUSE WRITE where the primary can and only the target is too old", () => {
    const mixed = having({ name: "eu-1", follows: "us-1", version: "6.0.16", failover: null });
    const made = plan(contextOf(mixed));
    expect(made.method).toBe("pause-and-promote");
    expect(script(made)).toEqual(
      expect.arrayContaining(["us-1: CLIENT PAUSE 5000 WRITE", "us-1: CLIENT UNPAUSE"]),
    );
    expect(statusOf(made, "script-leak")).toBeNull();
  });

  test("refuses to change settings that it could not put back", () => {
    const made = plan(contextOf(old.map((one) => ({ ...one, config: null }))));
    expect(failed(made)).toContain("fence-settings");
    expect(script(made).some((line) => line.includes("CONFIG SET"))).toBe(false);
  });

  test("refuses a fence that would hold nothing back", () => {
    const made = plan(contextOf(old.map((one) => ({ ...one, config: { "min-replicas-max-lag": "0" } }))));
    expect(failed(made)).toContain("fence-settings");
  });
});

describe("a promotion with the primary gone", () => {
  const gone = (given: Partial<Given> = {}): Given => ({
    name: "us-1",
    reachable: false,
    offset: 5000,
    ...given,
  });
  const cutOff = (name: string, given: Partial<Given> = {}): Given => ({
    name,
    follows: "us-1",
    link: "down",
    ...given,
  });
  const orphans = having(gone(), cutOff("eu-1", { offset: 3000 }), cutOff("eu-2", { offset: 2000 }));

  test("promotes by force, states the loss in bytes and wants the group's name typed", () => {
    const made = plan(contextOf(orphans));
    expect(failed(made)).toEqual([]);
    expect(made).toMatchObject({
      method: "forced",
      writePauseSeconds: null,
      dataLoss: { verdict: "certain", bytes: 2000 },
      confirm: { tier: 3, type: "orders" },
    });
    expect(made.confirm?.text).toBe(
      "us-1 is unreachable and eu-1 was 1.95\u00a0KiB behind. At least those writes will be lost. Type orders to continue.",
    );
    expect(script(made)).toEqual([
      "eu-1: REPLICAOF NO ONE",
      "eu-1: CONFIG REWRITE",
      "eu-2: REPLICAOF eu-1 6379",
      "eu-2: CONFIG REWRITE",
      "eu-1: (verify)",
    ]);
  });

  test("never promises that nothing is lost, even when the replica has all that was seen", () => {
    const made = plan(
      contextOf(having(gone({ offset: 3000 }), cutOff("eu-1", { offset: 3000 }), cutOff("eu-2"))),
    );
    expect(made.dataLoss).toMatchObject({ verdict: "possible", bytes: null });
  });

  test("does not know the loss when the primary was never read", () => {
    const made = plan(contextOf(having(gone({ unseen: true, role: null }), cutOff("eu-1"), cutOff("eu-2"))));
    expect(made.dataLoss).toMatchObject({ verdict: "possible", bytes: null });
    expect(made.method).toBe("forced");
  });

  test("points out the replica that holds more, and the full copy its move would cost", () => {
    const made = plan(contextOf(orphans), "eu-2:6379");
    expect(made.checks.find(({ code }) => code === "most-advanced")).toMatchObject({
      status: "warn",
      text: "eu-1 holds 1000\u00a0B more: promoting it loses less.",
    });
    expect(costOf(made)).toMatchObject({ "eu-1:6379 ← eu-2:6379": "full", "ap-1:6379 ← eu-1:6379": "full" });
  });

  test("tells how much time of writes is lost, by when the stream was seen where the target stands", () => {
    const seen = new Map([
      [3000, nowMs - 4000],
      [5000, nowMs - 2200],
    ]);
    const made = plan({ ...contextOf(orphans), reachedMs: (_, offset) => seen.get(offset) ?? null });
    expect(made.dataLoss).toMatchObject({ verdict: "certain", bytes: 2000, seconds: 1.8 });
    expect(made.dataLoss.text).toContain("1.95\u00a0KiB behind, 1.8\u00a0s of writes. At least");
  });

  test("counts what a sibling has received beyond the last look at the primary", () => {
    const made = plan(
      contextOf(
        having(gone({ offset: 3000 }), cutOff("eu-1", { offset: 3000 }), cutOff("eu-2", { offset: 3400 })),
      ),
    );
    expect(made.dataLoss).toMatchObject({ verdict: "certain", bytes: 400, seconds: null });
    expect(made.checks.find(({ code }) => code === "most-advanced")).toMatchObject({ status: "warn" });
  });

  test("does not take a greater offset of another history for more data", () => {
    const stranger = cutOff("eu-2", { offset: 9_000_000, replid: "c".repeat(40) });
    const made = plan(contextOf(having(gone(), cutOff("eu-1", { offset: 3000 }), stranger)));
    expect(made.checks.find(({ code }) => code === "most-advanced")).toMatchObject({ status: "pass" });
    const other = plan(contextOf(having(gone(), cutOff("eu-1", { offset: 3000 }), stranger)), "eu-2:6379");
    expect(other.checks.find(({ code }) => code === "most-advanced")).toMatchObject({
      status: "warn",
      text: "eu-1 shares the history of the old primary and eu-2 does not: promoting it loses less.",
    });
    expect(other.dataLoss).toMatchObject({ verdict: "possible", bytes: null });
  });

  test("refuses when the primary answers but cannot be read: it may be taking writes", () => {
    const made = plan(contextOf(having(gone({ unreachableReason: "auth" }), cutOff("eu-1"), cutOff("eu-2"))));
    expect(failed(made)).toEqual(["primary-silent"]);
  });

  test("works in what is left of a group whose primary nobody knows", () => {
    const made = plan(contextOf([{ name: "eu-1", follows: "elsewhere", link: "down" }]));
    expect(failed(made)).toEqual([]);
    expect(made).toMatchObject({ method: "forced", dataLoss: { verdict: "possible", bytes: null } });
  });

  test("breaks a ring, in which nobody is a primary", () => {
    const made = plan(
      contextOf([
        { name: "eu-1", follows: "eu-2" },
        { name: "eu-2", follows: "eu-1" },
      ]),
    );
    expect(made.method).toBe("forced");
    expect(failed(made)).toEqual([]);
    expect(made.after).toContainEqual({ instance: "eu-1:6379", role: "primary", upstream: null });
  });
});

test("a primary cannot be promoted, and the plan has no step", () => {
  const made = plan(contextOf(healthy), "us-1:6379");
  expect(failed(made)).toContain("target-role");
  expect(made.steps).toEqual([]);
  expect(made.after).toEqual(made.before);
});

test("an instance of another group is refused outright", () => {
  expect(makePlan({ action: "promote", instance: "no one:1" }, contextOf(healthy))).toMatchObject({
    ok: false,
    error: { code: "unknown-instance" },
  });
});

test("an instance of another history is not promoted by a planned hand-over", () => {
  const made = plan(contextOf(having({ name: "eu-1", follows: "us-1", replid: "c".repeat(40) })));
  expect(failed(made)).toContain("same-history");
  expect(history).not.toBe("c".repeat(40));
});
