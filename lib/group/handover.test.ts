import { expect, it } from "vitest";
import { buildGraph } from "./graph";
import { createHandoverMemory, type Handover, rememberHandover } from "./handover";
import type { Member } from "./member";
import { membersOf, primaryView, reached, replicaView, resolveAmong, silent } from "./members.fixture";

/** A group in words: `a, b>a` is a primary and its replica, `!a` one that is silent. */
function groupOf(words: string): Member[] {
  return words.split(", ").map((word) => {
    const [name = "", upstream] = word.replace("!", "").split(">");
    const view = upstream === undefined ? primaryView(1) : replicaView(1, `${upstream}:1`);
    const member = reached(`${name}:1`, 0, view);
    return word.startsWith("!") ? silent(member, 0) : member;
  });
}

function after(...scenes: string[]): Handover | null {
  const memory = createHandoverMemory();
  for (const scene of scenes) {
    const members = membersOf(...groupOf(scene));
    const before = { previous: memory.primary, detached: new Set<string>() };
    rememberHandover(memory, buildGraph(members, resolveAmong(members.keys()), before));
  }
  return memory.latest;
}
const left = (...scenes: string[]): string[] => [...(after(...scenes)?.leftBehind ?? [])];

it("remembers who was left below the old primary", () => {
  expect(after("a, b>a, c>a", "a>b, b, c>a")).toEqual({
    from: "a:1",
    to: "b:1",
    leftBehind: new Set(["c:1"]),
  });
  expect(left("!a, b>a, c>a", "!a, b, c>a", "a>b, b, c>a")).toEqual(["c:1"]);
});

it.each([
  ["a chain that was there before", ["a, b>a, c>b"]],
  [
    "a chain below a replica, which a failover above it leaves as it is",
    ["a, b>a, c>b, d>a", "a>d, b>d, c>b, d"],
  ],
  ["who joins the old primary as it changes", ["a, b>a", "a>b, b, c>a"]],
  ["who joins the old primary later", ["a, b>a", "a>b, b", "a>b, b, c>a"]],
  ["who was re-pointed, even if it comes back", ["a, b>a, c>a", "a>b, b, c>a", "a>b, b, c>b", "a>b, b, c>a"]],
])("leaves out %s", (_, scenes) => {
  expect(left(...scenes)).toEqual([]);
});

it("goes through a moment in which nobody is the primary", () => {
  expect(left("a, b>a, c>a", "a>b, b>a, c>a", "a>b, b, c>a")).toEqual(["c:1"]);
});

it("knows the last change alone", () => {
  expect(after("a, b>a, c>a", "a>b, b, c>a", "a, b>a, c>a")).toEqual({
    from: "b:1",
    to: "a:1",
    leftBehind: new Set(),
  });
});
