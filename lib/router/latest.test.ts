import { expect, test } from "vitest";
import { judgeLatest } from "./latest";
import { replid, seen } from "./router.fixture";
import type { Sighting } from "./sighting";

const [old, next] = [replid("a"), replid("b")];
const primary = { id: "p", runId: "run", replid: old };
const own = seen({ role: "primary", replid: old });
const replica = seen({ replid: old });
const silent: Sighting = { state: "silent", sentMs: 0, detail: "It did not answer." };
const gone: Sighting = { state: "gone", sentMs: 0, detail: "" };

test.each<[string, Record<string, Sighting>, Record<string, string>, object]>([
  ["all others follow", { p: own, r: replica }, { r: "p" }, { state: "latest" }],
  ["another's process is gone", { p: own, r: gone }, {}, { state: "latest" }],
  ["one copies everything from it", { p: own, r: seen({ replid: next }) }, { r: "p" }, { state: "latest" }],
  [
    "one follows through another",
    { p: own, r: replica, q: seen({ replid: next }) },
    { r: "p", q: "r" },
    { state: "latest" },
  ],
  ["one does not answer", { p: own, r: silent }, {}, { state: "in-doubt", id: "r" }],
  [
    "one claims the role",
    { p: own, r: seen({ role: "primary", replid: next }) },
    {},
    { state: "rivals", ids: ["p", "r"] },
  ],
  ["one follows somebody unknown", { p: own, r: replica }, {}, { state: "in-doubt", id: "r" }],
  [
    "one is in another history, behind one that is gone",
    { p: own, q: gone, r: seen({ replid: next }) },
    { r: "q" },
    { state: "in-doubt", id: "r" },
  ],
  ["it does not answer itself", { p: silent, r: replica }, { r: "p" }, { state: "in-doubt", id: "p" }],
  ["it follows somebody by now", { p: replica, r: replica }, { r: "p" }, { state: "changed" }],
  [
    "it is another process",
    { p: seen({ role: "primary", replid: old, runId: "new" }) },
    {},
    { state: "changed" },
  ],
  ["its history is another", { p: seen({ role: "primary", replid: next }) }, {}, { state: "changed" }],
  ["it is gone", { p: gone }, {}, { state: "changed" }],
])("where %s", (_, sightings, upstreams, verdict) => {
  expect(
    judgeLatest(primary, new Map(Object.entries(sightings)), (id) => upstreams[id] ?? null),
  ).toMatchObject(verdict);
});
