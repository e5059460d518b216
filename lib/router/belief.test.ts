import { expect, test } from "vitest";
import { type Belief, believe, nothingBelieved, reasons } from "./belief";
import { Histories } from "./histories";
import { replid, seen } from "./router.fixture";
import type { Sighting, Sightings } from "./sighting";

const [old, next, other] = [replid("a"), replid("b"), replid("c")];
const gone: Sighting = { state: "gone", sentMs: 5, detail: "" };
const silent: Sighting = { state: "silent", sentMs: 5, detail: "" };

/** What is believed after these pictures, one after the other; all follow whom `upstreams` says. */
function after(
  pictures: readonly Record<string, Sighting>[],
  upstreams: Record<string, string> = {},
): Belief {
  const histories = new Histories();
  let belief = nothingBelieved;
  for (const picture of pictures) {
    const sightings: Sightings = new Map(Object.entries(picture));
    for (const sighting of sightings.values())
      if (sighting.state === "seen")
        histories.learn({ ...sighting.view, isPrimary: sighting.view.role === "primary" });
    belief = believe(belief, sightings, histories, (id) => upstreams[id] ?? null);
  }
  return belief;
}

const p = seen({ role: "primary", replid: old, runId: "p" });
const pLater = seen({ role: "primary", replid: old, runId: "p", sentMs: 50 });
const r = seen({ replid: old });
/** A replica that was promoted at offset 80. */
const promoted = seen({ role: "primary", replid: next, previous: [old, 81], runId: "n", sentMs: 10 });
const follower = seen({ replid: next, previous: [old, 81] });
const start = { p, r, n: r };

const cases: readonly (readonly [string, Belief, state: string, id: string | null, why: string])[] = [
  ["a lone instance", after([{ p }]), "believed", "p", "alone"],
  ["a primary with replicas", after([start]), "believed", "p", "followed"],
  [
    "a primary whose replica still copies",
    after([{ p, r: seen({ replid: other }) }], { r: "p" }),
    "believed",
    "p",
    "followed",
  ],
  ["one of two that somebody follows", after([{ p, n: promoted, r: follower }]), "believed", "n", "followed"],
  ["two that nobody follows", after([{ p, n: promoted }]), "rivals", null, "unordered"],
  ["two that are both followed", after([{ p, r, n: promoted, q: follower }]), "rivals", null, "unordered"],
  [
    "one that nobody follows, beside replicas of another",
    after([{ n: promoted, r: seen({ replid: other }) }]),
    "none",
    null,
    "unproven",
  ],
  ["replicas alone", after([{ r }]), "none", null, "no-claim"],
  ["the same, unchanged", after([start, start]), "believed", "p", "goes-on"],
  [
    "the same process under a new name, as when its first replica came",
    after([{ p }, { p: seen({ role: "primary", replid: next, runId: "p" }) }]),
    "believed",
    "p",
    "goes-on",
  ],
  [
    "the same process after a failover that was called off",
    after([
      start,
      { ...start, p: seen({ role: "primary", replid: next, previous: [old, 101], runId: "p" }) },
    ]),
    "believed",
    "p",
    "goes-on",
  ],
  [
    "a replica promoted while the primary goes on",
    after([start, { p, r, n: promoted }]),
    "believed",
    "p",
    "goes-on",
  ],
  [
    "a replica promoted after the primary died",
    after([start, { p: gone, r, n: promoted }]),
    "believed",
    "n",
    "continues",
  ],
  [
    "the same, while the primary is paused",
    after([start, { p: silent, r, n: promoted }]),
    "believed",
    "n",
    "continues",
  ],
  [
    "the paused one, which wakes up",
    after([start, { p: silent, r, n: promoted }, { p: pLater, r, n: promoted }]),
    "believed",
    "n",
    "goes-on",
  ],
  [
    "one that had left before the primary died",
    after([start, { p: pLater, r, n: promoted }, { p: gone, r, n: promoted }]),
    "none",
    null,
    "unproven",
  ],
  [
    "the same, once the others follow it",
    after([start, { p: pLater, r, n: promoted }, { p: gone, r: follower, n: promoted }]),
    "believed",
    "n",
    "all-follow",
  ],
  [
    "a primary that came back with its history from its disk",
    after([
      start,
      { ...start, p: seen({ role: "primary", replid: next, previous: [old, 60], runId: "p2" }) },
    ]),
    "believed",
    "p",
    "continues",
  ],
  [
    "a primary that came back empty",
    after([start, { ...start, p: seen({ role: "primary", replid: other, runId: "p2" }) }]),
    "none",
    null,
    "unproven",
  ],
  [
    "the same, when its replicas have become empty too",
    after([
      start,
      {
        p: seen({ role: "primary", replid: other, runId: "p2" }),
        r: seen({ replid: other }),
        n: seen({ replid: other }),
      },
    ]),
    "believed",
    "p",
    "all-follow",
  ],
  [
    "a lone primary that came back empty",
    after([{ p }, { p: seen({ role: "primary", replid: other, runId: "p2" }) }]),
    "believed",
    "p",
    "all-follow",
  ],
  [
    "one that came back empty where others are known and none can be seen",
    after([start, { p: seen({ role: "primary", replid: other, runId: "p2" }), r: silent, n: gone }]),
    "none",
    null,
    "unproven",
  ],
  [
    "whom the primary follows by now, over two promotions that nobody saw",
    after([
      start,
      {
        p: seen({ replid: other }),
        r,
        n: seen({ role: "primary", replid: other, previous: [next, 90], runId: "n" }),
      },
    ]),
    "believed",
    "n",
    "former-follows",
  ],
  [
    "two that both go on from the one that died",
    after([
      start,
      { p: gone, n: promoted, r: seen({ role: "primary", replid: other, previous: [old, 90], runId: "r" }) },
    ]),
    "rivals",
    null,
    "unordered",
  ],
];

test.each(cases)("%s", (_, belief, state, id, why) => {
  expect([belief.state, belief.state === "believed" ? belief.last?.id : null, belief.why]).toEqual([
    state,
    id,
    why,
  ]);
});

test("every row of the table decides one of these cases", () => {
  const told = new Set(cases.map(([, belief]) => belief.why));
  expect(reasons.map(({ why }) => why).filter((why) => !told.has(why))).toEqual([]);
});

test("whoever claims the role beside the primary is named", () => {
  expect(after([start, { p, r, n: promoted }]).others).toEqual(["n"]);
  expect(after([{ p, n: promoted }]).others).toEqual(["p", "n"]);
});
