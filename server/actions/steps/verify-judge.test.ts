import { expect, test } from "vitest";
import type { Sketch } from "@/lib/contract";
import { primaryView, replicaView, resolveAmong } from "@/lib/group/members.fixture";
import type { ReplicationView } from "@/lib/info/view";
import { judgeOutcome, offsetsBehind, rootOf, type VerifyInput } from "./verify-judge";

const [p, r, s] = ["10.0.0.1:1", "10.0.0.2:2", "10.0.0.3:3"];
const after: Sketch = [
  { instance: p, role: "primary", upstream: null },
  { instance: r, role: "replica", upstream: p },
  { instance: s, role: "replica", upstream: r },
];
const good: [string, ReplicationView | null][] = [
  [p, primaryView(100, [r])],
  [r, replicaView(100, p)],
  [s, replicaView(100, r)],
];

const input = (
  changes: [string, ReplicationView | null][] = [],
  over: Partial<VerifyInput> = {},
): VerifyInput => ({
  after,
  subject: p,
  lost: null,
  linked: new Set([r, s]),
  views: new Map([...good, ...changes]),
  resolve: resolveAmong([p, r, s]),
  nameOf: (id) => id,
  ...over,
});

test("a group as planned has no problem, and every link is counted", () => {
  expect(judgeOutcome(input())).toEqual({ problems: [], linksUp: 2, linksWanted: 2 });
});

const rows: [string, VerifyInput, string][] = [
  ["a primary that is still a replica", input([[p, replicaView(100, s)]]), `${p} is not a primary.`],
  [
    "a replica that is a primary too",
    input([[r, primaryView(100)]], { linked: new Set() }),
    `${r} is a primary too.`,
  ],
  ["the subject being silent", input([[p, null]]), `${p} does not answer.`],
  [
    "a failover that has not ended",
    input([[p, primaryView(1, [], { failover: "waiting-for-sync" })]]),
    `A failover is still under way on ${p}.`,
  ],
  [
    "a link that is down",
    input([[r, replicaView(100, p, { linkUp: false })]]),
    `The link of ${r} is not up.`,
  ],
  ["a link to another upstream", input([[s, replicaView(100, p)]]), `${s} does not follow ${r}.`],
  ["a silent replica whose link counts", input([[s, null]]), `${s} does not answer.`],
  [
    "a lost primary that is back",
    input([[p, primaryView(1)]], { subject: r, lost: p, linked: new Set() }),
    `${p} is a primary too.`,
  ],
];

test.each(rows)("%s is a problem", (_what, given, problem) => {
  expect(judgeOutcome(given).problems).toContain(problem);
});

test("silent instances outside of what was promised are no problem", () => {
  expect(judgeOutcome(input([[s, null]], { linked: new Set([r]) })).problems).toEqual([]);
});

test("a primary given up for lost may stay silent", () => {
  const given = input([[p, null]], { subject: r, lost: p, linked: new Set(), after: after.slice(0, 1) });
  expect(judgeOutcome(given).problems).toEqual([]);
});

test("a replica of a chain is measured against the primary at its top", () => {
  expect(rootOf(after, s)).toBe(p);
  const sampled = new Map([[p, { replid: "a", offset: 100 }]]);
  expect(offsetsBehind(input(), sampled)).toEqual([]);
  expect(offsetsBehind(input([[s, replicaView(99, r)]]), sampled)).toEqual([
    `${s} has not reached its primary's offset.`,
  ]);
  const foreign = input([[s, replicaView(100, r, {}, { replid: "b" })]]);
  expect(offsetsBehind(foreign, sampled)).toEqual([`${s} is on another history than its primary.`]);
});

test("a ring has no primary at its top", () => {
  const ring: Sketch = [
    { instance: p, role: "replica", upstream: r },
    { instance: r, role: "replica", upstream: p },
  ];
  expect(rootOf(ring, p)).toBeNull();
});
