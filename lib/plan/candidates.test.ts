import { describe, expect, it, test } from "vitest";
import { CandidateList, type Group } from "@/lib/contract";
import { aGroup, anInstance, linkUp, orders, withInstance } from "@/lib/group/orders.fixture";
import { candidateRows } from "./candidate-rows";
import { bestCandidate, type Facts, nothingMore, rankCandidates } from "./candidates";

const eu1 = "eu-1:6379";
const us1 = "us-1:6379";
const names = (group: Group) => rankCandidates(group).map(({ instance }) => instance.split(":")[0]);
const verdicts = (group: Group) => rankCandidates(group).map(({ verdict }) => verdict);
const other = "b".repeat(40);
const gone = (group = orders()) => withInstance(group, us1, { reachable: false });

describe("the order of candidates", () => {
  it("has a direct replica before a replica's replica, and a name before a later name", () => {
    expect(names(orders())).toEqual(["eu-1", "eu-2", "ap-1"]);
    expect(verdicts(orders())).toEqual(["best", "possible", "possible"]);
  });

  it("has whoever is nearest in whole seconds first, whatever its name", () => {
    expect(names(withInstance(orders(), eu1, { lagSeconds: 3.2 }))).toEqual(["eu-2", "eu-1", "ap-1"]);
    expect(names(withInstance(orders(), eu1, { lagSeconds: 0.9 }))).toEqual(["eu-1", "eu-2", "ap-1"]);
  });

  it("takes unknown lag for worse than any known one", () => {
    expect(names(withInstance(orders(), eu1, { lagSeconds: null }))[0]).toBe("eu-2");
  });

  it("has the lowest priority first, and one of priority 0 never", () => {
    expect(names(withInstance(orders(), "eu-2:6379", { priority: 10 }))[0]).toBe("eu-2");
    const zero = withInstance(orders(), eu1, { priority: 0 });
    expect(names(zero).at(-1)).toBe("eu-1");
    expect(verdicts(zero)).toEqual(["best", "possible", "never"]);
  });

  it("has the one first that fewest copy from", () => {
    const apart = withInstance(orders(), eu1, {
      backlog: { active: true, sizeBytes: 10, firstOffset: 99_999, historyBytes: 2 },
    });
    const behind = withInstance(apart, "eu-2:6379", { offset: 90_000 });
    const ranked = rankCandidates(behind);
    expect(ranked[0]).toMatchObject({ instance: "eu-2:6379", resyncs: { full: 0 } });
    expect(ranked.at(-1)).toMatchObject({ instance: eu1, resyncs: { full: 1 } });
  });

  it("has whoever holds most of the stream first when the primary is gone", () => {
    const group = withInstance(gone(), "ap-1:6379", { offset: 100_500 });
    expect(names(group)).toEqual(["ap-1", "eu-1", "eu-2"]);
    expect(verdicts(group)).toEqual(["best", "last-resort", "last-resort"]);
  });

  it("lists those that cannot last, and there is no best where nobody can", () => {
    const group = withInstance(orders(), "eu-2:6379", { reachable: false });
    expect(names(group)).toEqual(["eu-1", "ap-1", "eu-2"]);
    expect(bestCandidate(group)?.instance).toBe(eu1);
    expect(bestCandidate(aGroup([anInstance("us-1")]))).toBeNull();
  });
});

describe("with the primary gone", () => {
  it("has a larger offset of another history after any offset of the primary's own", () => {
    const group = withInstance(gone(), eu1, { replid: other, offset: 900_000 });
    expect(names(group)[0]).not.toBe("eu-1");
    expect(rankCandidates(group).at(-1)).toMatchObject({ instance: eu1, verdict: "last-resort" });
  });

  it("takes one that stopped in the history before for a candidate that holds less", () => {
    const went = withInstance(gone(), us1, { previousReplid: other, previousReplidUntil: 90_001 });
    const group = withInstance(went, eu1, { replid: other, offset: 90_000 });
    const candidate = rankCandidates(group).find(({ instance }) => instance === eu1);
    expect(candidate?.verdict).toBe("possible");
    expect(candidate?.reasons.find(({ code }) => code === "history")?.text).toBe(
      "It stopped in the history that us-1 went on with.",
    );
  });
});

const told = (facts: Partial<Facts>): Facts => ({ ...nothingMore, ...facts });

/** For each row: a group in which eu-1 is judged by it so, and the facts that are needed. */
const cases: Record<string, [Group, string, Facts?]> = {
  reachable: [withInstance(orders(), eu1, { reachable: false, unreachableReason: "refused" }), "fail"],
  loading: [withInstance(orders(), eu1, { link: { ...linkUp, state: "loading" } }), "fail"],
  priority: [withInstance(orders(), eu1, { priority: 0 }), "fail"],
  link: [withInstance(orders(), eu1, { link: { ...linkUp, state: "down" } }), "fail"],
  history: [withInstance(orders(), eu1, { replid: other }), "fail"],
  lag: [withInstance(orders(), eu1, { lagSeconds: 8 }), "warn", told({ pauseSeconds: 5 })],
  "most-advanced": [withInstance(gone(), "eu-2:6379", { offset: 100_500 }), "warn"],
  deeper: [withInstance(orders(), eu1, { upstream: "eu-2:6379" }), "warn"],
  versions: [withInstance(orders(), eu1, { version: "8.0.2" }), "warn"],
  resyncs: [withInstance(orders(), "eu-2:6379", { replid: other }), "warn"],
  "config-file": [orders(), "warn", told({ configFile: (id) => (id === eu1 ? "none" : "/etc/redis.conf") })],
  "keeps-data": [orders(), "warn", told({ keepsData: (id) => id !== eu1 })],
};

const reasonOf = (group: Group, code: string, facts?: Facts) =>
  rankCandidates(group, facts)
    .find(({ instance }) => instance === eu1)
    ?.reasons.find((reason) => reason.code === code) ?? null;

test.each(candidateRows.map(({ code }) => code))(
  "%s has a case that speaks against the candidate, and none in a healthy group",
  (code) => {
    const [group, status, facts] = cases[code] ?? [orders(), "no case"];
    expect(reasonOf(group, code, facts)?.status).toBe(status);
    expect(reasonOf(orders(), code)?.status ?? "pass").toBe("pass");
  },
);

test("what a healthy candidate has for it, and what speaks against the others first", () => {
  const [first, , third] = rankCandidates(orders(), told({ pauseSeconds: 5 }));
  expect(first?.reasons.map(({ text }) => text)).toEqual([
    "Its link is up.",
    "It shares the history of us-1.",
    "It keeps up.",
    "All others continue from it, without a copy.",
  ]);
  expect(third?.reasons[0]).toMatchObject({
    status: "warn",
    text: "It follows eu-1: it must follow us-1 itself first.",
  });
});

test("an older version under newer ones is possible, a newer one above older ones a last resort, and one that would empty them is ruled out", () => {
  const versioned = (own: string, others: string, given = {}) =>
    withInstance(
      withInstance(withInstance(orders(), us1, { version: others }), "eu-2:6379", {
        version: others,
        ...given,
      }),
      eu1,
      { version: own },
    );
  const verdictOf = (group: Group) => rankCandidates(group).find(({ instance }) => instance === eu1)?.verdict;
  expect(verdictOf(versioned("7.0.15", "8.0.2"))).toBe("best");
  expect(verdictOf(versioned("8.0.2", "7.0.15"))).toBe("last-resort");
  expect(verdictOf(versioned("8.0.2", "7.0.15", { replid: other }))).toBe("never");
});

test("what the present primary is no better at speaks against nobody", () => {
  const facts = told({ configFile: () => "none", keepsData: () => false });
  expect(reasonOf(orders(), "config-file", facts)).toBeNull();
  expect(reasonOf(orders(), "keeps-data", facts)).toBeNull();
});

test("a copy that one makes is made by all below it, and its size is told", () => {
  const memory = { usedBytes: 9_000_000, maxBytes: null, dataBytes: 5_000_000 };
  // eu-1 has ap-1 below it; eu-2 is promoted, and eu-1 would copy from it.
  const group = withInstance(withInstance(orders(), eu1, { replid: other }), "eu-2:6379", { memory });
  const two = rankCandidates(group).find(({ instance }) => instance === "eu-2:6379");
  expect(two?.resyncs).toEqual({ partial: 1, full: 2, unknown: 0, copyBytes: 10_000_000 });
});

test("the list is of the contract's form", () => {
  for (const group of [orders(), gone(), aGroup([anInstance("us-1")])])
    expect(
      CandidateList.parse({ candidates: rankCandidates(group) }).candidates.map(({ rank }) => rank),
    ).toEqual(rankCandidates(group).map((_, at) => at + 1));
});
