import { expect, test } from "vitest";
import { primaryView, replicaView } from "@/lib/group/members.fixture";
import { type FailoverSigns, judgeSentinel, type SentinelStage } from "./sentinel-judge";

const [old, target, sibling] = ["10.0.0.1:1", "10.0.0.2:2", "10.0.0.3:3"];
const replica = replicaView(10, old);
const primary = primaryView(10);
type Views = Readonly<Record<string, ReturnType<typeof primaryView> | null>>;

const rows: [string, Views, Pick<FailoverSigns, "clients" | "failingOver">, SentinelStage][] = [
  ["all has come to pass", { [target]: primary }, { clients: target, failingOver: true }, { stage: "moved" }],
  [
    "the Sentinel reads it later",
    { [target]: primary },
    { clients: old, failingOver: true },
    { stage: "promoted" },
  ],
  [
    "the Sentinel is silent",
    { [target]: primary },
    { clients: null, failingOver: null },
    { stage: "promoted" },
  ],
  [
    "another was chosen",
    { [target]: replica, [sibling]: primary },
    { clients: old, failingOver: true },
    { stage: "elsewhere", instance: sibling },
  ],
  [
    "it has begun",
    { [target]: replica, [sibling]: replica },
    { clients: old, failingOver: true },
    { stage: "under-way" },
  ],
  [
    "it gave up",
    { [target]: replica, [sibling]: replica },
    { clients: old, failingOver: false },
    { stage: "as-before" },
  ],
  [
    "the target is silent, and nothing goes on",
    { [target]: null },
    { clients: old, failingOver: false },
    { stage: "unreadable" },
  ],
  ["nobody says anything", {}, { clients: null, failingOver: null }, { stage: "unreadable" }],
];

test.each(rows)("%s", (_what, views, told, expected) => {
  const look = (instance: string) => views[instance] ?? null;
  expect(judgeSentinel({ target, siblings: [sibling], look, ...told })).toEqual(expected);
});
