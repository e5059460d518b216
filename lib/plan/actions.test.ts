import { describe, expect, test } from "vitest";
import { type BackupMethod, Plan, type PlanRequest } from "@/lib/contract";
import type { PlanContext } from "./context";
import { contextOf, type Given } from "./group.fixture";
import { failed, having, healthy, script } from "./healthy.fixture";
import { makePlan } from "./make";

const other = "c".repeat(40);
function plan(request: PlanRequest, given: readonly Given[] = healthy): Plan {
  const made = makePlan(request, contextOf(given));
  if (!made.ok) throw new Error(made.error.detail);
  return Plan.parse(made.value);
}

const costOf = ({ effects }: Plan): Record<string, string> =>
  Object.fromEntries(effects.map(({ link, resync }) => [link.replica, resync]));

describe("detach", () => {
  const made = plan({ action: "detach", instance: "eu-1:6379" });

  test("sends REPLICAOF NO ONE, after consent to what re-attaching discards", () => {
    expect(failed(made)).toEqual([]);
    expect(made.title).toBe("Detach eu-1 from us-1?");
    expect(script(made)).toEqual(["eu-1: REPLICAOF NO ONE", "eu-1: CONFIG REWRITE", "eu-1: (verify)"]);
    expect(made.confirm).toEqual({
      tier: 2,
      type: null,
      text: "eu-1 becomes a standalone primary and accepts writes. Re-attaching discards them. ap-1 goes with it.",
    });
  });

  test("leaves what is below it attached to it", () => {
    expect(made.after).toContainEqual({ instance: "eu-1:6379", role: "primary", upstream: null });
    expect(made.after).toContainEqual({ instance: "ap-1:6379", role: "replica", upstream: "eu-1:6379" });
    expect(costOf(made)).toEqual({ "ap-1:6379": "partial" });
  });

  test("has no step for a primary", () => {
    const refused = plan({ action: "detach", instance: "us-1:6379" });
    expect(failed(refused)).toEqual(["target-role"]);
    expect(refused.steps).toEqual([]);
  });
});

describe("re-point", () => {
  const repoint = (instance: string, upstream: string, given?: readonly Given[]) =>
    plan({ action: "repoint", instance: `${instance}:6379`, upstream: `${upstream}:6379` }, given);

  test("is one button where the link continues, and leaves what is below untouched", () => {
    const made = repoint("eu-1", "eu-2");
    expect(failed(made)).toEqual([]);
    expect(made).toMatchObject({ title: "Re-point eu-1 to eu-2?", confirm: null, upstream: "eu-2:6379" });
    expect(script(made)).toEqual(["eu-1: REPLICAOF eu-2 6379", "eu-1: CONFIG REWRITE", "eu-1: (verify)"]);
    expect(costOf(made)).toEqual({ "eu-1:6379": "partial", "ap-1:6379": "none" });
    expect(made.after).toContainEqual({ instance: "eu-1:6379", role: "replica", upstream: "eu-2:6379" });
  });

  test("wants consent where everything is copied, below as well", () => {
    const made = repoint(
      "eu-1",
      "eu-2",
      having({ name: "eu-1", replid: other }, { name: "ap-1", replid: other }),
    );
    expect(made.confirm).toMatchObject({ tier: 2, text: "eu-1 copies everything again, from eu-2." });
    expect(costOf(made)).toEqual({ "eu-1:6379": "full", "ap-1:6379": "full" });
    expect(made.dataLoss.verdict).toBe("none");
  });

  test("says what a replica drops that holds more than its new upstream ever had", () => {
    const split = having(
      { name: "us-1", replid: other, previous: { replid: "a".repeat(40), until: 901 }, offset: 950 },
      { name: "eu-1", offset: 1000 },
    );
    expect(repoint("ap-1", "us-1", split).dataLoss).toMatchObject({ verdict: "possible", bytes: 100 });
  });

  test("is not confused by an upstream that was read a moment before the replica", () => {
    const made = repoint(
      "eu-2",
      "eu-1",
      having({ name: "us-1", offset: 2000 }, { name: "eu-2", offset: 1500 }),
    );
    expect(costOf(made)).toMatchObject({ "eu-2:6379": "partial" });
  });

  test("copies where the new upstream is seconds behind, and says unknown where its lag is", () => {
    const behind = (lagSeconds: number | null): Given[] =>
      having({ name: "eu-1", lagSeconds }, { name: "eu-2", offset: 1500 });
    expect(costOf(repoint("eu-2", "eu-1", behind(4)))).toMatchObject({ "eu-2:6379": "full" });
    expect(costOf(repoint("eu-2", "eu-1", behind(null)))).toMatchObject({ "eu-2:6379": "unknown" });
    expect(costOf(repoint("eu-2", "eu-1", behind(0.4)))).toMatchObject({ "eu-2:6379": "unknown" });
    expect(costOf(repoint("eu-2", "eu-1", behind(0.05)))).toMatchObject({ "eu-2:6379": "partial" });
  });

  test("foretells a link under an upstream without one by what that will get itself", () => {
    const cut = (firstOffset: number): Given[] =>
      having(
        { name: "us-1", offset: 5000, firstOffset },
        { name: "eu-1", link: "down", offset: 1000 },
        { name: "eu-2", offset: 4000 },
      );
    expect(costOf(repoint("eu-2", "eu-1", cut(500)))).toMatchObject({ "eu-2:6379": "partial" });
    expect(costOf(repoint("eu-2", "eu-1", cut(2000)))).toMatchObject({ "eu-2:6379": "full" });
  });

  test("cannot tell what one below gets that is ahead of the copy its upstream makes, in the same history", () => {
    const late = having({ name: "eu-2", offset: 500, lagSeconds: 4 });
    expect(costOf(repoint("eu-1", "eu-2", late))).toEqual({ "eu-1:6379": "full", "ap-1:6379": "unknown" });
  });

  test("copies to a replica whose own copy was broken off, though its history is that of its upstream", () => {
    const nowhere = having({ name: "eu-1", link: "down", offset: 1 });
    expect(costOf(repoint("eu-1", "eu-2", nowhere))).toMatchObject({ "eu-1:6379": "full" });
  });

  test("has those below reconnect before 7.0, where REPLICAOF sends all replicas away", () => {
    const before7 = having({ name: "eu-1", version: "6.0.16" });
    expect(costOf(repoint("eu-1", "eu-2", before7))).toEqual({
      "eu-1:6379": "partial",
      "ap-1:6379": "partial",
    });
  });

  test("has one below copy that is of another history than the one it follows", () => {
    const estranged = having({ name: "ap-1", replid: other });
    expect(costOf(plan({ action: "detach", instance: "eu-1:6379" }, estranged))).toEqual({
      "ap-1:6379": "full",
    });
  });

  test("R7: has no step that would close a ring, and says so in the dialog's words", () => {
    const made = repoint("eu-1", "ap-1");
    expect(made.steps).toEqual([]);
    expect(made.after).toEqual(made.before);
    expect(made.checks.find(({ code }) => code === "no-ring")?.text).toBe(
      "Can't re-point eu-1 to ap-1: ap-1 already replicates from eu-1.",
    );
  });

  test("refuses an upstream that is not of the group", () => {
    expect(
      makePlan({ action: "repoint", instance: "eu-1:6379", upstream: "no one" }, contextOf(healthy)),
    ).toMatchObject({ ok: false, error: { code: "unknown-upstream" } });
  });
});

describe("attach", () => {
  const request: PlanRequest = { action: "attach", instance: "old-1:6379", upstream: "us-1:6379" };
  const old = (given: Partial<Given> = {}): Given[] => having({ name: "old-1", replid: other, ...given });

  test("of a populated primary wants the group's name typed and calls the loss certain", () => {
    const made = plan(request, old({ keys: 1204 }));
    expect(failed(made)).toEqual([]);
    expect(made).toMatchObject({
      confirm: { tier: 3, type: "orders" },
      dataLoss: { verdict: "certain", bytes: null },
    });
    expect(made.confirm?.text).toBe(
      "old-1 gives up its own data and copies us-1. It holds 1,204 keys. Type orders to continue.",
    );
    expect(script(made)[0]).toBe("old-1: REPLICAOF us-1 6379");
  });

  test("of an old primary that wrote nothing more continues, and loses nothing", () => {
    const promoted = {
      name: "us-1",
      replid: other,
      previous: { replid: "a".repeat(40), until: 1001 },
      offset: 1200,
    };
    const made = plan(request, having(promoted, { name: "old-1", replid: "a".repeat(40), offset: 1000 }));
    expect(costOf(made)).toMatchObject({ "old-1:6379": "partial" });
    expect(made).toMatchObject({ dataLoss: { verdict: "none" }, confirm: { tier: 3 } });
    expect(made.confirm?.text).toMatch(/^old-1 continues from us-1/);
  });

  test("of one whose keys nobody could count is as grave", () => {
    expect(plan(request, old({ keys: null }))).toMatchObject({
      confirm: { tier: 3, type: "orders" },
      dataLoss: { verdict: "possible" },
    });
  });

  test("of an empty one wants a checkbox and loses nothing", () => {
    expect(plan(request, old({ keys: 0 }))).toMatchObject({
      confirm: { tier: 2, type: null },
      dataLoss: { verdict: "none" },
    });
  });

  test("takes the primary's own replicas along, and they copy too", () => {
    const made = plan(request, [...old(), { name: "old-2", follows: "old-1", replid: other }]);
    expect(costOf(made)).toEqual({ "old-1:6379": "full", "old-2:6379": "full" });
  });

  test("R7: refuses the group's primary below its own replica", () => {
    const made = plan({ action: "attach", instance: "us-1:6379", upstream: "ap-1:6379" });
    expect(failed(made)).toEqual(["no-ring"]);
    expect(made.steps).toEqual([]);
  });
});

describe("backup", () => {
  const backup = (
    given: readonly Given[] = healthy,
    instance?: string,
    method: BackupMethod | undefined = "bgsave",
  ) =>
    plan(
      { action: "backup", method, ...(instance !== undefined && { instance: `${instance}:6379` }) },
      given,
    );
  const freely = (given: readonly Given[], backups?: PlanContext["backups"]) => {
    const made = makePlan(
      { action: "backup", instance: "eu-2:6379" },
      { ...contextOf(given), ...(backups !== undefined && { backups }) },
    );
    if (!made.ok) throw new Error(made.error.detail);
    return Plan.parse(made.value);
  };
  const diskless = { config: { "repl-diskless-sync": "yes" } };

  test("comes over the wire where nothing speaks against it, and the plan keeps that it does", () => {
    const made = freely(having({ name: "eu-2", ...diskless }));
    expect(failed(made)).toEqual([]);
    expect(script(made)).toEqual(["eu-2: (receive-rdb)", "eu-2: (verify)"]);
    expect(made.request).toEqual({ action: "backup", instance: "eu-2:6379", method: "wire" });
    expect(made.confirm).toBeNull();
  });

  test("guards a replica that writes its dump before it sends it, and one that does not needs no guard", () => {
    expect(script(freely(having({ name: "eu-2", config: { "repl-diskless-sync": "no" } })))).toEqual([
      "eu-2: CONFIG SET stop-writes-on-bgsave-error no",
      "eu-2: (receive-rdb)",
      "eu-2: CONFIG SET stop-writes-on-bgsave-error yes",
      "eu-2: (verify)",
    ]);
  });

  test.each<[string, Partial<Given>, PlanContext["backups"]]>([
    ["the operator may not copy", diskless, { roomBytes: null, denied: new Set(["eu-2:6379"]) }],
    ["the disk has no room", { ...diskless, usedBytes: 1000 }, { roomBytes: 999, denied: new Set() }],
    ["the version is not known", { ...diskless, version: "9.9.0" }, undefined],
    ["the link is down", { ...diskless, link: "down" }, undefined],
  ])("is a BGSAVE where %s, and says why", (_, given, backups) => {
    const made = freely(having({ name: "eu-2", ...given }), backups);
    expect(script(made)).toContain("eu-2: BGSAVE");
    expect(made.request).toMatchObject({ method: "bgsave" });
    expect(made.checks.find(({ code }) => code === "backup-way")).toMatchObject({
      status: "warn",
      text: expect.stringContaining("since"),
    });
  });

  test("over the wire all the same cannot run where it cannot be", () => {
    const made = plan(
      { action: "backup", instance: "eu-2:6379", method: "wire" },
      having({ name: "eu-2", link: "down" }),
    );
    expect(failed(made)).toEqual(["backup-way"]);
  });

  test("guards the replica against its own failed save", () => {
    const made = backup(healthy, "eu-2");
    expect(failed(made)).toEqual([]);
    expect(made).toMatchObject({ title: "Back up from eu-2?", confirm: null, writePauseSeconds: null });
    expect(script(made)).toEqual([
      "eu-2: CONFIG SET stop-writes-on-bgsave-error no",
      "eu-2: BGSAVE",
      "eu-2: CONFIG SET stop-writes-on-bgsave-error yes",
      "eu-2: (verify)",
    ]);
  });

  test.each<[string, Partial<Given>]>([
    ["without save points", { config: { save: "" } }],
    ["that ignores failed saves", { config: { "stop-writes-on-bgsave-error": "no" } }],
    ["that ignores disk errors", { config: { "replica-ignore-disk-write-errors": "yes" } }],
    ["before 7.0", { version: "6.0.16" }],
  ])("needs no guard on a replica %s", (_, given) => {
    expect(script(backup(having({ name: "eu-2", ...given }), "eu-2"))).toEqual([
      "eu-2: BGSAVE",
      "eu-2: (verify)",
    ]);
  });

  test("wants consent where nobody can say whether a failed save kills the replica", () => {
    const made = backup(having({ name: "eu-2", config: null }), "eu-2");
    expect(made.confirm).toMatchObject({ tier: 2 });
    expect(script(made)).toEqual(["eu-2: BGSAVE", "eu-2: (verify)"]);
  });

  test("wants consent to a save on the primary", () => {
    expect(backup(healthy, "us-1").confirm).toMatchObject({ tier: 2 });
  });

  test.each<[string, readonly Given[], string]>([
    [
      "the one least behind",
      having({ name: "eu-1", lagSeconds: 9 }, { name: "ap-1", lagSeconds: 9 }),
      "eu-2",
    ],
    ["one whose link is up", having({ name: "eu-1", link: "down" }, { name: "ap-1", link: "down" }), "eu-2"],
    [
      "one that answers",
      having({ name: "ap-1", reachable: false }, { name: "eu-1", reachable: false }),
      "eu-2",
    ],
    [
      "one that is not saving",
      having(
        { name: "ap-1", persistence: { saving: true } },
        { name: "eu-1", persistence: { aofRewriting: true } },
      ),
      "eu-2",
    ],
    ["the one with the least memory", having({ name: "eu-2", usedBytes: 10 }), "eu-2"],
    [
      "one on whose host nobody forks",
      having({ name: "ap-1:6380", follows: "us-1", persistence: { saving: true }, lagSeconds: 9 }),
      "eu-1",
    ],
    ["the first by name, all being equal", healthy, "ap-1"],
    ["the primary, when it is all there is", [{ name: "us-1" }], "us-1"],
  ])("chooses %s", (_, given, chosen) => {
    expect(backup(given).instance).toBe(`${chosen}:6379`);
  });

  test("chooses a replica away from the primary's host", () => {
    const given: Given[] = [
      { name: "10.0.0.1:6379" },
      { name: "10.0.0.1:6380", follows: "10.0.0.1:6379" },
      { name: "10.0.0.2:6379", follows: "10.0.0.1:6379" },
    ];
    expect(backup(given).instance).toBe("10.0.0.2:6379");
  });

  test("is refused where nobody answers", () => {
    const silent = healthy.map((one) => ({ ...one, reachable: false }));
    expect(makePlan({ action: "backup" }, contextOf(silent))).toMatchObject({
      ok: false,
      error: { code: "bad-request" },
    });
  });
});

test("a plan lives as long as the settings say", () => {
  const made = plan({ action: "detach", instance: "eu-1:6379" });
  expect(Date.parse(made.expiresAt) - Date.parse(made.createdAt)).toBe(60_000);
});
