import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toOffset } from "@/lib/units";
import { branchesOf, type Standing, sharedUntil } from "./branches";

const at = (
  replid: string,
  previous: [replid: string, until: number] | null = null,
  isPrimary = false,
): Standing => ({
  replid,
  previousReplid: previous?.[0] ?? null,
  previousReplidUntil: previous === null ? null : toOffset(previous[1]),
  isPrimary,
});
const drawn = (...standings: Standing[]): string[] =>
  branchesOf(standings).map(({ replid, parent, from }) =>
    parent === null ? replid : `${replid} from ${parent} at ${from}`,
  );

describe("branchesOf", () => {
  it("is one history where all count in one", () => {
    expect(drawn(at("a"), at("a"), at("a"))).toEqual(["a"]);
  });

  it("puts together more steps than any one instance knows", () => {
    expect(drawn(at("c", ["b", 200], true), at("b", ["a", 100]), at("a"))).toEqual([
      "a",
      "b from a at 100",
      "c from b at 200",
    ]);
  });

  it("shows two that were promoted beside each other as two branches, the earlier fork first", () => {
    expect(drawn(at("c", ["a", 150], true), at("b", ["a", 100], true))).toEqual([
      "a",
      "b from a at 100",
      "c from a at 150",
    ]);
  });

  it("believes the primary about where the fork was, else the furthest", () => {
    const early = at("b", ["a", 90]);
    expect(drawn(early, at("b", ["a", 100], true), at("b", ["a", 95]))).toEqual(["a", "b from a at 100"]);
    expect(drawn(early, at("b", ["a", 95]))).toEqual(["a", "b from a at 95"]);
    expect(drawn(at("b"), early)).toEqual(["a", "b from a at 90"]);
  });

  it("keeps families apart, and ends where servers claim what cannot be", () => {
    expect(drawn(at("a"), at("z"))).toEqual(["a", "z"]);
    expect(drawn(at("a", ["a", 5]))).toEqual(["a"]);
    expect(drawn(at("a", ["b", 5]), at("b", ["a", 5]))).toHaveLength(2);
  });
});

describe("sharedUntil", () => {
  const known = branchesOf([
    at("c", ["b", 200], true),
    at("b", ["a", 100]),
    at("d", ["a", 150], true),
    at("z", null, true),
  ]);
  it.each([
    ["b", "b", Number.POSITIVE_INFINITY],
    ["a", "b", 100],
    ["b", "c", 200],
    ["a", "c", 100],
    ["c", "d", 100],
    ["b", "d", 100],
    ["a", "d", 150],
    ["a", "z", null],
  ])("of %s and %s is %s, both ways", (one, other, until) => {
    expect(sharedUntil(known, one, other)).toBe(until);
    expect(sharedUntil(known, other, one)).toBe(until);
  });
});

/** What befalls four instances: a primary is written to, one is fed by the primary of its history, one is promoted. */
const stories = fc.array(
  fc.record({ who: fc.nat(3), what: fc.constantFrom("write", "write", "feed", "feed", "promote") }),
  { maxLength: 40 },
);

it("says of any two instances of one family up to where they hold the same bytes", () => {
  let compared = 0;
  fc.assert(
    fc.property(stories, (story) => {
      let bytes = 0;
      const members = [0, 1, 2, 3].map(() => ({
        replid: "0",
        previous: null as [string, number] | null,
        held: [] as number[],
      }));
      const primaries = new Map(members.slice(0, 1).map((member) => [member.replid, member]));
      for (const { who, what } of story) {
        const one = members[who];
        if (one === undefined) continue;
        const primary = primaries.get(one.replid);
        if (what === "promote") {
          one.previous = [one.replid, one.held.length + 1];
          one.replid = String(primaries.size);
          primaries.set(one.replid, one);
        } else if (primary?.replid !== one.replid) continue;
        else if (what === "feed") one.held = [...primary.held];
        else if (primary === one) {
          bytes += 1;
          one.held.push(bytes);
        }
      }
      const branches = branchesOf(
        members.map((member) => at(member.replid, member.previous, primaries.get(member.replid) === member)),
      );
      for (const a of members)
        for (const b of members) {
          const until = sharedUntil(branches, a.replid, b.replid);
          if (until === null) continue;
          compared += Number(a.replid !== b.replid);
          const same = a.held.findIndex((byte, i) => b.held[i] !== byte);
          expect(Math.min(until - 1, a.held.length, b.held.length)).toBe(same === -1 ? a.held.length : same);
        }
    }),
    { numRuns: 1000 },
  );
  expect(compared).toBeGreaterThan(500);
});
