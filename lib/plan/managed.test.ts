import { describe, expect, test } from "vitest";
import type { GroupSentinel, PlanRequest } from "@/lib/contract";
import { deriveGroup } from "@/lib/group/derive";
import { deriveInput } from "@/lib/group/members.fixture";
import { sentinel } from "@/lib/sentinel/sentinels.fixture";
import { contextOf, type Given } from "./group.fixture";
import { makePlan } from "./make";

const nodeId = "5ce666122b4f08a64f9d2157fea0a1f5e96e241d";
const given: Given[] = [
  { name: "us-1", offset: 1000 },
  { name: "eu-1", follows: "us-1", offset: 900 },
  { name: "eu-2", follows: "us-1", offset: 990 },
];
const [eu1, eu2, us1] = ["eu-1:6379", "eu-2:6379", "us-1:6379"];

/** What the check says of a request, and the command it gives to copy. */
function said(code: string, request: PlanRequest, mode: "sentinel" | "cluster", more: Seen): string[] {
  const context = contextOf(given, { mode, sentinel: more.sentinel ?? null });
  const instances = context.group.instances.map((one) => ({
    ...one,
    cluster: more.known === true ? { nodeId, slots: 1, flags: [] } : null,
  }));
  const made = makePlan(request, { ...context, group: { ...context.group, instances } });
  if (!made.ok) throw new Error(made.error.detail);
  const check = made.value.checks.find((one) => one.code === code);
  expect(check?.status).toBe("fail");
  return [check?.text ?? "", ...(check?.evidence == null ? [] : [check.evidence])];
}

interface Seen {
  readonly sentinel?: GroupSentinel | null;
  readonly known?: boolean;
}

const seenBy = (product: "redis" | "valkey", version: string): Seen => {
  const known = [sentinel("10.0.0.5:26379", us1, {}, {}, { product, version })];
  const { group } = deriveGroup(deriveInput(contextOf(given).members, 0, { sentinels: known }));
  return { sentinel: group.sentinel };
};
const redis = seenBy("redis", "7.0.15");

describe("under Sentinel a plan says what would do it", () => {
  test.each<[string, PlanRequest, Seen, string[]]>([
    [
      "promote whom it would choose too",
      { action: "promote", instance: eu2 },
      redis,
      [
        "Sentinel manages orders. It would reverse this. Send SENTINEL FAILOVER orders to the Sentinel at 10.0.0.5:26379 instead. It chooses the replica itself, now most likely eu-2. The old primary takes writes for some 10 s more, and they are lost: stop its writers first.",
        "SENTINEL FAILOVER orders",
      ],
    ],
    [
      "promote another, by one that hands over without loss",
      { action: "promote", instance: eu1 },
      seenBy("valkey", "9.1.2"),
      [
        "Sentinel manages orders. It would reverse this. Send SENTINEL FAILOVER orders COORDINATED to the Sentinel at 10.0.0.5:26379 instead. It chooses the replica itself, now most likely eu-2; to have it choose eu-1, give that one the smallest replica-priority above 0 first.",
        "SENTINEL FAILOVER orders COORDINATED",
      ],
    ],
    [
      "promote, while no Sentinel is found",
      { action: "promote", instance: eu2 },
      {},
      [
        "Sentinel manages orders. It would reverse this. Send SENTINEL FAILOVER <name> to one of its Sentinels instead. It chooses the replica itself, now most likely eu-2. The old primary takes writes for some 10 s more, and they are lost: stop its writers first.",
        "SENTINEL FAILOVER <name>",
      ],
    ],
    [
      "re-point to a replica",
      { action: "repoint", instance: eu1, upstream: eu2 },
      redis,
      [
        "Sentinel manages orders. It would reverse this. It points eu-1 back to us-1: under Sentinel no replica follows another. SENTINEL FAILOVER orders to the Sentinel at 10.0.0.5:26379 moves them all to a new primary.",
      ],
    ],
    [
      "detach",
      { action: "detach", instance: eu1 },
      redis,
      [
        "Sentinel manages orders. It would reverse this. It makes eu-1 a replica again unless it forgets it: send REPLICAOF NO ONE to eu-1, and SENTINEL RESET orders to each Sentinel (10.0.0.5:26379) within 10 s.",
        "SENTINEL RESET orders",
      ],
    ],
    [
      "attach to its primary",
      { action: "attach", instance: eu1, upstream: us1 },
      redis,
      [
        "Sentinel manages orders. It takes in whatever follows us-1: send REPLICAOF us-1 6379 to eu-1.",
        "REPLICAOF us-1 6379",
      ],
    ],
  ])("%s", (_, request, seen, expected) => {
    expect(said("sentinel", request, "sentinel", seen)).toEqual(expected);
  });
});

describe("in a cluster a plan says what would do it", () => {
  test.each<[string, PlanRequest, Seen, string[]]>([
    [
      "promote",
      { action: "promote", instance: eu1 },
      {},
      ["orders is in cluster mode. Send CLUSTER FAILOVER to eu-1 instead.", "CLUSTER FAILOVER"],
    ],
    [
      "re-point, with the node's id",
      { action: "repoint", instance: eu1, upstream: us1 },
      { known: true },
      [
        `orders is in cluster mode. Send CLUSTER REPLICATE ${nodeId} to eu-1 instead: only a primary can be named.`,
        `CLUSTER REPLICATE ${nodeId}`,
      ],
    ],
    [
      "attach, while the id is not known",
      { action: "attach", instance: eu1, upstream: us1 },
      {},
      [
        "orders is in cluster mode. Send CLUSTER REPLICATE <node-id of us-1> to eu-1 instead: only a primary can be named.",
        "CLUSTER REPLICATE <node-id of us-1>",
      ],
    ],
    [
      "detach",
      { action: "detach", instance: eu1 },
      { known: true },
      [
        `orders is in cluster mode. To take it out, send CLUSTER RESET SOFT to eu-1, which empties it, and CLUSTER FORGET ${nodeId} to every other node within a minute.`,
        "CLUSTER RESET SOFT",
      ],
    ],
  ])("%s", (_, request, seen, expected) => {
    expect(said("cluster-mode", request, "cluster", seen)).toEqual(expected);
  });
});
