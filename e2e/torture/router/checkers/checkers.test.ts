import { expect, test } from "vitest";
import { type Entry, ofFlavour } from "../history";
import { a, b, healthy, kept, key, read, refused, seen, upTo, world, write } from "./history.fixture";
import { checkers, violationsIn } from "./index";

const without = (...kinds: Entry["kind"][]): Entry[] => healthy.filter(({ kind }) => !kinds.includes(kind));

/** What each checker is there for: a history that must fail it, and it alone. */
const bad: readonly (readonly [checker: string, what: string, history: readonly Entry[]])[] = [
  [
    "latest",
    "a readLatest that lacks one that is there in the end",
    [...healthy, read("latest", 5_050, upTo(40))],
  ],
  [
    "latest",
    "a readLatest at a rival that lacks what the living primary acknowledged",
    [
      ...healthy,
      kept(5_020, upTo(38), { why: "promotion", sinceMs: 4_950, instance: b }),
      read("latest", 5_050, upTo(38), { by: b }),
    ],
  ],
  [
    "latest",
    "a readLatest that lacks what a later one saw and a failover lost",
    [
      world,
      write(1, 1_000),
      read("latest", 1_100, upTo(0), { by: b }),
      read("latest", 1_200, upTo(1)),
      kept(9_000, upTo(0), { instance: b }),
    ],
  ],
  [
    "latest",
    "a readLatest after a failover that lacks what the new primary began with",
    [
      ...healthy,
      seen(a, 5_010, "gone", { replid: null }),
      kept(5_100, upTo(41), { why: "promotion", sinceMs: 5_050, instance: b }),
      read("latest", 5_200, upTo(40), { by: b }),
    ],
  ],
  ["own", "a session that does not see its own write", [...healthy, read("own", 5_050, upTo(40), { by: b })]],
  [
    "own",
    "a session that is answered without a write that a failover lost",
    [world, write(1, 1_000), read("own", 2_000, upTo(0), { by: b }), kept(9_000, upTo(0), { instance: b })],
  ],
  [
    "lag-seconds",
    "a read within 0.5 s that lacks what is 0.6 s old",
    [...healthy, read("lag-seconds", 5_050, upTo(34), { by: b })],
  ],
  [
    "lag-seconds",
    "a read within 0.5 s that lacks what was acknowledged out of another client's sight",
    [
      ...healthy,
      { kind: "cut", atMs: 4_000, untilMs: 6_000, client: 1, from: [a] },
      read("lag-seconds", 5_550, upTo(30), { by: b }),
    ],
  ],
  [
    "lag-told",
    "an answer that lacks more than it says",
    [
      ...healthy,
      read("read", 5_050, upTo(34), {
        outcome: { is: "answered", by: b, role: "replica", holds: upTo(34), lagSeconds: 0.5, lagBytes: null },
      }),
    ],
  ],
  [
    "lag-bytes",
    "a read within 1,000 bytes that lacks what was written 3 s ago",
    [...healthy, read("lag-bytes", 7_050, upTo(30), { by: b })],
  ],
  ["writes", "an element that is in the end there twice", [...healthy, kept(10_600, upTo(90, "0:7"))]],
  ["writes", "an element that was read twice", [...healthy, read("read", 5_050, upTo(41, "0:7"))]],
  [
    "writes",
    "a write that was refused, and carried out",
    [
      ...healthy,
      write(91, 9_950, { outcome: { is: "refused", code: "deadline", said: "…" } }),
      kept(10_600, upTo(91)),
    ],
  ],
  ["availability", "a refusal while the group is whole", [...healthy, refused("read", 5_000)]],
  [
    "availability",
    "an error that is none of the router's, also where it may refuse",
    [
      ...without("calm"),
      { ...refused("read", 5_000), outcome: { is: "refused", code: "thrown", said: "TypeError: …" } },
    ],
  ],
  [
    "availability",
    "a refusal long after the machine stood still",
    [...healthy, { kind: "stall", atMs: 2_000, untilMs: 2_500 }, refused("read", 5_000)],
  ],
  [
    "availability",
    "a way of reading that is never answered while the group is whole",
    [...without("calm"), read("bulk", 500, upTo(0)), { kind: "calm", atMs: 1_000, untilMs: 8_000 }],
  ],
];

test.each(bad)("%s: %s is a violation", (checker, _, history) => {
  expect([...new Set(violationsIn(history).map((one) => one.checker))]).toEqual([checker]);
});

test("a history with which nothing is wrong has no violation", () => {
  expect(violationsIn(healthy)).toEqual([]);
});

/** What is no violation, though it looks like one. */
const excused: readonly (readonly [what: string, history: readonly Entry[]])[] = [
  [
    "a readLatest that lacks what a failover lost",
    [
      world,
      write(1, 1_000),
      read("latest", 2_000, upTo(0), { by: b }),
      kept(9_000, upTo(0), { instance: b }),
    ],
  ],
  [
    "a readLatest at a primary that began without it, though the dead one brought it back later",
    [
      ...healthy,
      seen(a, 5_010, "gone", { replid: null }),
      kept(5_060, upTo(38), { why: "promotion", sinceMs: 5_050, instance: b }),
      read("latest", 5_080, upTo(38), { by: b }),
    ],
  ],
  [
    "a readLatest that was asked before the acknowledgement",
    [...healthy, write(91, 9_950), read("latest", 9_951, upTo(90)), kept(10_600, upTo(91))],
  ],
  ["another session's write", [...healthy, read("own", 5_050, upTo(40), { session: 2 })]],
  ["another client's write", [...healthy, read("own", 5_050, upTo(40), { client: 1 })]],
  [
    "a read within 0.5 s, one poll after a change of history",
    [
      ...healthy,
      seen(b, 4_900, "replica", { replid: "r2" }),
      read("lag-seconds", 5_050, upTo(34), { by: b }),
    ],
  ],
  [
    "a read within 0.5 s that lacks what was acknowledged out of its sight",
    [
      ...healthy,
      { kind: "cut", atMs: 4_000, untilMs: 6_000, client: 0, from: [a] },
      read("lag-seconds", 5_550, upTo(30), { by: b }),
    ],
  ],
  [
    "a write that may have happened, and did not, and one that did",
    [
      ...healthy,
      write(91, 9_950, { outcome: { is: "unknown", code: "write-unknown", said: "…" } }),
      write(92, 9_950, { outcome: { is: "unknown", code: "write-unknown", said: "…" } }),
      kept(10_600, upTo(91)),
    ],
  ],
  [
    "a refusal after the machine stood still",
    [...healthy, { kind: "stall", atMs: 4_700, untilMs: 4_950 }, refused("read", 5_000)],
  ],
  ["a refusal while something befalls the group", [...without("calm"), refused("latest", 5_000)]],
];

test.each(excused)("%s is no violation", (_, history) => {
  expect(violationsIn(history)).toEqual([]);
});

test("every checker has a history that fails it", () => {
  expect(new Set(bad.map(([checker]) => checker))).toEqual(new Set(checkers.map(({ name }) => name)));
});

test("a kind of router answers for its own lists alone", () => {
  const others = [...healthy, kept(10_600, upTo(90, "0:7"), { key: key.replace("true", "other") })];
  expect(violationsIn(ofFlavour(others, "true"))).toEqual([]);
  expect(violationsIn(ofFlavour(others, "other")).map(({ checker }) => checker)).toContain("writes");
  expect(ofFlavour(others, "true")).toContainEqual(expect.objectContaining({ kind: "seen", instance: a }));
});
