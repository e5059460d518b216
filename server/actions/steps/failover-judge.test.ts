import { expect, test } from "vitest";
import { primaryView, replicaView, resolveAmong } from "@/lib/group/members.fixture";
import type { ReplicationView } from "@/lib/info/view";
import { judgeFailover } from "./failover-judge";

const [old, target] = ["10.0.0.1:1", "10.0.0.2:2"];
const resolve = resolveAmong([old, target]);
const primary = primaryView(10, [target]);
const replica = replicaView(10, old);
const demoted = replicaView(10, target);

const rows: [string, ReplicationView | null, ReplicationView | null, string][] = [
  [
    "writes wait for the target's ACK",
    { ...primary, failover: "waiting-for-sync" },
    replica,
    "waiting-for-sync",
  ],
  [
    "the old one has stepped down, the target not yet up",
    { ...demoted, failover: "in-progress" },
    replica,
    "in-progress",
  ],
  [
    "the target is up, the old one not yet sure of it",
    { ...demoted, failover: "in-progress" },
    primary,
    "in-progress",
  ],
  ["the target is up and the old one follows it", demoted, primary, "swapped"],
  ["the old one follows somebody else", replicaView(10, "10.9.9.9:9"), primary, "in-progress"],
  ["nothing is under way", primary, replica, "as-before"],
  ["nothing is under way and the target is silent", primary, null, "as-before"],
  ["both are primaries", primary, primary, "two-primaries"],
  ["the old one is silent, the target up", null, primary, "taken-over"],
  ["the old one is silent, the target a replica", null, replica, "unreadable"],
  ["both are silent", null, null, "unreadable"],
];

test.each(rows)("%s", (_what, oldView, targetView, stage) => {
  expect(judgeFailover(oldView, targetView, target, resolve)).toBe(stage);
});
