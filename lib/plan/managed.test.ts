import { describe, expect, test } from "vitest";
import type { GroupSentinel, Plan, PlanRequest } from "@/lib/contract";
import { deriveGroup } from "@/lib/group/derive";
import { deriveInput } from "@/lib/group/members.fixture";
import type { WatchedPrimary } from "@/lib/info/sentinel";
import { sentinel, tooFew } from "@/lib/sentinel/sentinels.fixture";
import { contextOf, type Given } from "./group.fixture";
import { failed, script } from "./healthy.fixture";
import { makePlan } from "./make";

const nodeId = "5ce666122b4f08a64f9d2157fea0a1f5e96e241d";
const healthy: Given[] = [
  { name: "us-1", offset: 1000 },
  { name: "eu-1", follows: "us-1", offset: 900 },
  { name: "eu-2", follows: "us-1", offset: 990 },
  { name: "ap-1", follows: "eu-2", offset: 900 },
];
const having = (...changed: Given[]): Given[] => [
  ...healthy.map((one) => ({ ...one, ...changed.find(({ name }) => name === one.name) })),
  ...changed.filter(({ name }) => !healthy.some((one) => one.name === name)),
];
const [eu1, eu2, us1, ap1] = ["eu-1:6379", "eu-2:6379", "us-1:6379", "ap-1:6379"];
const gone: Given = { name: "us-1", reachable: false };

function planIn(
  mode: "sentinel" | "cluster",
  request: PlanRequest,
  given: readonly Given[],
  seen: GroupSentinel | null = null,
): Plan {
  const context = contextOf(given, { mode, sentinel: seen });
  const instances = context.group.instances.map((one) => ({
    ...one,
    cluster: mode === "cluster" && one.name !== "new-1" ? { nodeId, slots: 0, flags: [] } : null,
  }));
  const made = makePlan(request, { ...context, group: { ...context.group, instances } });
  if (!made.ok) throw new Error(made.error.detail);
  return made.value;
}

/** What one check says of a plan, and the command it gives to copy. */
function said(plan: Plan, code: string): string[] {
  const check = plan.checks.find((one) => one.code === code);
  expect(check?.status).toBe("fail");
  return [check?.text ?? "", ...(check?.evidence == null ? [] : [check.evidence])];
}

function seenBy(
  over: Partial<WatchedPrimary> = {},
  view: Parameters<typeof sentinel>[3] = {},
): GroupSentinel | null {
  const known = [sentinel("10.0.0.5:26379", us1, over, view)];
  return deriveGroup(deriveInput(contextOf(healthy).members, 0, { sentinels: known })).group.sentinel;
}
const calm = seenBy();
const promote: PlanRequest = { action: "promote", instance: eu2 };

describe("under Sentinel", () => {
  test("a promotion is Sentinel's own failover: preferred, held, awaited, and put back", () => {
    const plan = planIn("sentinel", promote, healthy, calm);
    expect(failed(plan)).toEqual([]);
    expect(plan).toMatchObject({ method: "sentinel", writePauseSeconds: 5, dataLoss: { verdict: "none" } });
    expect(script(plan)).toEqual([
      "eu-2: CONFIG SET replica-priority 1",
      "eu-2: (await-sentinel)",
      "us-1: CONFIG SET repl-ping-replica-period 3600",
      "us-1: CLIENT PAUSE 5000 WRITE",
      "eu-2: (await-offset)",
      "us-1: SENTINEL FAILOVER orders",
      "us-1: REPLICAOF eu-2 6379",
      "us-1: CLIENT UNPAUSE",
      "us-1: CONFIG SET repl-ping-replica-period 10",
      "eu-2: CONFIG SET replica-priority 100",
      "eu-2: CONFIG REWRITE",
      "us-1: CONFIG REWRITE",
      "eu-2: (verify)",
    ]);
    const told = plan.steps.filter((step) => step.sentinel !== null);
    expect(told.map(({ kind, sentinel }) => [kind, sentinel])).toEqual([
      ["await-sentinel", "10.0.0.5:26379"],
      ["sentinel-failover", "10.0.0.5:26379"],
    ]);
    expect(plan.after.find(({ instance }) => instance === eu1)?.upstream).toBe(eu2);
    expect(plan.after.find(({ instance }) => instance === ap1)?.upstream).toBe(eu2);
  });

  test.each<[string, Given[], string[]]>([
    ["that is preferred already keeps its priority", having({ name: "eu-2", priority: 50 }), []],
    [
      "of the same priority 1 has the other raised",
      having({ name: "eu-1", priority: 1 }, { name: "eu-2", priority: 1 }),
      ["eu-1: CONFIG SET replica-priority 2"],
    ],
    [
      "of priority 0 gets one for this while",
      having({ name: "eu-2", priority: 0 }, { name: "eu-1", priority: 1 }),
      ["eu-2: CONFIG SET replica-priority 1", "eu-1: CONFIG SET replica-priority 2"],
    ],
    ["beside one that is never chosen keeps its priority too", having({ name: "eu-1", priority: 0 }), []],
  ])("a target %s", (_, given, expected) => {
    const plan = planIn("sentinel", promote, given, calm);
    expect(script({ ...plan, steps: plan.steps.filter(({ kind }) => kind === "prefer-replica") })).toEqual(
      expected,
    );
    const back = plan.steps.filter(({ kind }) => kind === "unprefer-replica");
    for (const { instance, command } of back)
      expect(command?.at(-1)).toBe(
        String(given.find(({ name }) => `${name}:6379` === instance)?.priority ?? 100),
      );
    expect(back).toHaveLength(expected.length);
  });

  test("of several Sentinels one that reaches the others is told", () => {
    const known = [
      sentinel("10.0.0.5:26379", us1, {}, { quorum: tooFew }),
      sentinel("10.0.0.6:26379", us1, {}, { quorum: { ...tooFew, ok: true } }),
    ];
    const { group } = deriveGroup(deriveInput(contextOf(healthy).members, 0, { sentinels: known }));
    const plan = planIn("sentinel", promote, healthy, group.sentinel);
    expect(plan.steps.find(({ kind }) => kind === "sentinel-failover")?.sentinel).toBe("10.0.0.6:26379");
  });

  test("writes are fenced where CLIENT PAUSE … WRITE is missing", () => {
    const old = healthy.map((one) => ({ ...one, version: "6.0.16", failover: null }));
    const plan = planIn("sentinel", promote, old, calm);
    const held = plan.steps.map(({ kind }) => kind);
    // What gets through a fence, Sentinel's own messages, may cost full copies.
    expect(plan.effects.find(({ link }) => link.replica === us1)?.resync).toBe("unknown");
    expect(held).toContain("fence-writes");
    expect(held).not.toContain("pause-writes");
  });

  test.each<[string, string, PlanRequest, readonly Given[], GroupSentinel | null]>([
    ["no Sentinel is found", "sentinel-answers", promote, healthy, null],
    ["they are too few", "sentinel-quorum", promote, healthy, seenBy({}, { quorum: tooFew })],
    [
      "they send clients elsewhere",
      "sentinel-agrees",
      promote,
      healthy,
      seenBy({}, { clients: { host: "eu-1", port: 6379 } }),
    ],
    ["they fail over already", "sentinel-agrees", promote, healthy, seenBy({ failingOver: true })],
    [
      "the target is deeper in a chain",
      "sentinel-replica",
      { action: "promote", instance: ap1 },
      healthy,
      calm,
    ],
    [
      "settings could not be put back",
      "fence-settings",
      promote,
      having({ name: "us-1", config: null }),
      calm,
    ],
  ])("a promotion is refused while %s", (_, code, request, given, seen) => {
    const plan = planIn("sentinel", request, given, seen);
    expect(failed(plan)).toContain(code);
  });

  test.each<[string, PlanRequest, readonly Given[], GroupSentinel | null, string[]]>([
    [
      "the primary is gone",
      promote,
      having(gone),
      calm,
      [
        "Sentinel manages orders. us-1 is gone, and Sentinel replaces it by itself. It begins once 2 of 3 Sentinels hold it to be down. It chooses eu-2, most likely.",
      ],
    ],
    [
      "it is gone, and another is likely to be chosen",
      { action: "promote", instance: eu1 },
      having(gone),
      seenBy({ down: "by-quorum" }),
      [
        "Sentinel manages orders. us-1 is gone, and Sentinel replaces it by itself. It is doing so now. It chooses eu-2, most likely: promote eu-1 after that, or give it the smallest replica-priority above 0 now.",
      ],
    ],
    [
      "it is gone, and they are too few",
      promote,
      having(gone),
      seenBy({}, { quorum: tooFew }),
      [
        "Sentinel manages orders. us-1 is gone, and the Sentinels cannot replace it: 1 usable Sentinel: not enough for the quorum and a majority. Start the missing ones, or send SENTINEL FAILOVER orders to one that answers, which needs no vote.",
        "SENTINEL FAILOVER orders",
      ],
    ],
    [
      "it is gone, and so are they",
      promote,
      having(gone),
      null,
      [
        "Sentinel manages orders. us-1 is gone, and no Sentinel answers Tidemark: whether they replace it cannot be told. Look at them first, since one that comes back would reverse a promotion by hand.",
      ],
    ],
    [
      "re-pointed to a replica",
      { action: "repoint", instance: eu1, upstream: eu2 },
      healthy,
      calm,
      [
        "Sentinel manages orders. It would reverse this. It points eu-1 back to us-1: under Sentinel no replica follows another. SENTINEL FAILOVER orders to the Sentinel at 10.0.0.5:26379 moves them all to a new primary.",
      ],
    ],
    [
      "detached",
      { action: "detach", instance: eu1 },
      healthy,
      calm,
      [
        "Sentinel manages orders. It would reverse this. It makes eu-1 a replica again unless it forgets it: send REPLICAOF NO ONE to eu-1, and SENTINEL RESET orders to each Sentinel (10.0.0.5:26379) within 10 s.",
        "SENTINEL RESET orders",
      ],
    ],
    [
      "attached to a replica",
      { action: "attach", instance: "new-1:6379", upstream: eu2 },
      having({ name: "new-1", replid: "e".repeat(40) }),
      calm,
      [
        "Sentinel manages orders. It would reverse this. It would point new-1 to its own primary: attach it there.",
      ],
    ],
  ])("a plan says what Sentinel does when %s", (_, request, given, seen, expected) => {
    const plan = planIn("sentinel", request, given, seen);
    expect(said(plan, "sentinel")).toEqual(expected);
  });

  test.each<[string, PlanRequest, Given[], string]>([
    [
      "an attach to its primary",
      { action: "attach", instance: "new-1:6379", upstream: us1 },
      having({ name: "new-1", replid: "e".repeat(40) }),
      "new-1: REPLICAOF us-1 6379",
    ],
    [
      "a re-point to its primary",
      { action: "repoint", instance: ap1, upstream: us1 },
      healthy,
      "ap-1: REPLICAOF us-1 6379",
    ],
  ])("%s is what Sentinel wants too", (_, request, given, command) => {
    const plan = planIn("sentinel", request, given, calm);
    expect(failed(plan)).toEqual([]);
    expect(script(plan)[0]).toBe(command);
  });
});

describe("in a cluster", () => {
  test.each<[string, PlanRequest, readonly Given[], Plan["method"], string[]]>([
    [
      "a promotion is the cluster's hand-over",
      promote,
      healthy,
      "cluster",
      ["eu-2: CLUSTER FAILOVER", "eu-2: (verify)"],
    ],
    [
      "a promotion while the primary is gone is forced, and its loss stated",
      promote,
      having(gone, { name: "eu-2", link: "down" }, { name: "eu-1", link: "down" }),
      "forced",
      ["eu-2: CLUSTER FAILOVER FORCE", "eu-2: (verify)"],
    ],
    [
      "a re-point names the primary's node",
      { action: "repoint", instance: ap1, upstream: us1 },
      healthy,
      null,
      [`ap-1: CLUSTER REPLICATE ${nodeId}`, "ap-1: (verify)"],
    ],
    [
      "an attach of an empty node",
      { action: "attach", instance: "other:6379", upstream: us1 },
      having({ name: "other", keys: 0, replid: "e".repeat(40) }),
      null,
      [`other: CLUSTER REPLICATE ${nodeId}`, "other: (verify)"],
    ],
  ])("%s", (_, request, given, method, expected) => {
    const plan = planIn("cluster", request, given);
    expect(failed(plan)).toEqual([]);
    expect(plan.method).toBe(method);
    expect(script(plan)).toEqual(expected);
    expect(plan.dataLoss.verdict === "none").toBe(method !== "forced");
  });

  test.each<[string, string, PlanRequest, readonly Given[], string[]]>([
    [
      "a detach",
      "cluster-mode",
      { action: "detach", instance: eu1 },
      healthy,
      [
        `orders is in cluster mode. To take it out, send CLUSTER RESET SOFT to eu-1, which empties it, and CLUSTER FORGET ${nodeId} to every other node within a minute.`,
        "CLUSTER RESET SOFT",
      ],
    ],
    [
      "a re-point to a replica",
      "cluster-upstream",
      { action: "repoint", instance: eu1, upstream: eu2 },
      healthy,
      ["eu-2 is no primary: in a cluster no replica follows another."],
    ],
    [
      "an attach of what is in no cluster",
      "cluster-upstream",
      { action: "attach", instance: "new-1:6379", upstream: us1 },
      having({ name: "new-1", keys: 0 }),
      ["The node id of new-1 is not known: it is in no cluster, or CLUSTER NODES can't be read."],
    ],
    [
      "an attach of what holds keys",
      "cluster-empty",
      { action: "attach", instance: "other:6379", upstream: us1 },
      having({ name: "other", keys: 7 }),
      ["other is not known to be empty: the cluster refuses it with keys."],
    ],
  ])("%s is refused", (_, code, request, given, expected) => {
    expect(said(planIn("cluster", request, given), code)).toEqual(expected);
  });
});
