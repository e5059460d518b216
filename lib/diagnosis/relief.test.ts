import { expect, it } from "vitest";
import type { Finding } from "@/lib/contract";
import { deriveGroup } from "@/lib/group/derive";
import {
  deriveInput,
  membersOf,
  primaryView,
  reached,
  replicaView,
  slowFacts,
} from "@/lib/group/members.fixture";
import { P, slowOf } from "./rules/syncs-and-replicas.fixture";

const names = Array.from({ length: 6 }, (_, n) => `eu-${n + 2}:6379`);

/** What is told of a primary that lists six replicas, of which `known` are members. */
function told(known: number, slow = slowFacts(2)): Finding[] {
  const members = membersOf(
    reached(P, 2, primaryView(1000, names), slow),
    ...names.slice(0, known).map((name) => reached(name, 0, replicaView(1000, P))),
  );
  return deriveGroup(deriveInput(members, 2)).group.findings;
}
const actionOf = (findings: readonly Finding[], code: Finding["code"]) =>
  findings.find((one) => one.code === code)?.action;

it("offers to relieve an instance that feeds too many, where one can be put below another", () => {
  expect(actionOf(told(6), "many-direct-replicas")).toEqual({ action: "relieve", instance: P });
  expect(actionOf(told(1), "many-direct-replicas")).toBeNull();
});

it("offers it where an output buffer fills", () => {
  const limit = { "client-output-buffer-limit": "normal 0 0 0 slave 4194304 0 0 pubsub 33554432 8388608 60" };
  const full = slowOf(2, limit, { replicaBuffers: { count: 6, largestBytes: 3_000_000 } });
  expect(actionOf(told(6, full), "output-buffer-near-limit")).toEqual({ action: "relieve", instance: P });
});

it("offers it to nobody whom Sentinel would contradict", () => {
  expect(actionOf(told(6, slowFacts(2, { sentinelSubscribers: 1 })), "many-direct-replicas")).toBeNull();
});
