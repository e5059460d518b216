import { describe, expect, it } from "vitest";
import type { DeriveInput } from "@/lib/group/derive";
import {
  heardFleet,
  listed,
  primaryView,
  reached,
  replicaView,
  START_MS,
  silent,
} from "@/lib/group/members.fixture";
import { toOffset } from "@/lib/units";
import {
  A,
  allHung,
  B,
  deaf,
  facts,
  group,
  hung,
  idlePersistence,
  openAfter,
  P,
  primaryWith,
  type Scene,
  settings,
  unheard,
} from "./primaries.fixture";

const codes = (scene: Scene, seconds = 1, over: Partial<DeriveInput> = {}): string[] =>
  openAfter(scene, seconds, over).map(({ code }) => code);

describe("one state is told once", () => {
  it("a fleet that is silent, not each instance of it", () => {
    expect(codes(allHung, 1, unheard)).toEqual(["poller-cut-off"]);
    expect(codes(allHung)).toEqual(Array.from({ length: 3 }, () => "instance-unreachable"));
  });

  it("nothing yet of instances that fell silent when nobody else has answered since", () => {
    const fleet = { ...heardFleet(START_MS + 1000), lastAnswerMs: START_MS - 1, alive: 3 };
    expect(codes(allHung, 1, { fleet })).toEqual([]);
  });

  it("a primary that stands still, not that we cannot reach it", () => {
    expect(codes(group(hung(P), deaf(A, 20), deaf(B, 20)))).toEqual(["frozen-primary"]);
  });

  it("the address a replica is wrongly listed by, not that nobody answers there", () => {
    const nobody = silent(reached("10.9.8.7:6379", 0, primaryView(1)), 0);
    const scene = group(
      (ms) => reached(P, ms + 2, primaryView(1000, [], { listed: [listed(A), listed(nobody.id)] })),
      () => ({ ...nobody, lastReached: null }),
    );
    expect(codes(scene, 14)).toEqual(["announce-unreachable"]);
  });
});

describe("frozen-primary", () => {
  const lost = (ms: number) =>
    reached(B, ms, replicaView(1000, P, { linkUp: false, downSeconds: 1, lastIoSeconds: null }));

  it("is over with the first replica that gives the link up, and the primary is gone with the last", () => {
    expect(codes(group(hung(P), deaf(A, 60), lost))).toEqual(["instance-unreachable", "link-down"]);
    expect(codes(group(hung(P), (ms) => ({ ...lost(ms), id: A }), lost))).toEqual(["primary-unreachable"]);
  });

  it("is not told of a primary whose host refuses us: something answers there", () => {
    const refuses = (ms: number) => silent(reached(P, 0, primaryView(1000, [A, B])), ms, 2, "refused");
    expect(codes(group(refuses, deaf(A, 20), deaf(B, 20)), 10)).not.toContain("frozen-primary");
  });

  it("waits for as long as pings are apart on this primary", () => {
    const config = settings({ "repl-ping-replica-period": "2" });
    const stopped = (ms: number) => ({ ...hung(P)(ms), slow: facts(ms, "p", 1, { config }) });
    expect(codes(group(stopped, deaf(A, 3), deaf(B, 3)))).toEqual(["instance-unreachable"]);
    expect(codes(group(stopped, deaf(A, 4), deaf(B, 4)))).toEqual(["frozen-primary"]);
  });
});

describe("primary-without-persistence", () => {
  const bare = { config: settings({ save: "" }) };

  it("is not told where an AOF is kept", () => {
    const persistence = { ...idlePersistence, aof: true };
    expect(codes(group(primaryWith(() => ({ ...bare, persistence }))))).toEqual([]);
  });

  it("is not told of a server without replicas, nor where its settings cannot be read", () => {
    expect(codes((ms) => [reached(P, ms, primaryView(ms), facts(ms, "p", 1, bare))])).toEqual([]);
    expect(codes(group(primaryWith(() => ({ config: null }))))).toEqual([]);
  });

  it("stays told through a switchover, and while the primary does not answer", () => {
    const before = group(primaryWith(() => bare));
    const after: Scene = (ms) => [
      reached(A, ms + 2, primaryView(1000 + ms, [P, B], { replid: "n" }), facts(ms, "a", 1, bare)),
      reached(P, ms, replicaView(1000 + ms, A, {}, { replid: "n" })),
      reached(B, ms, replicaView(1000 + ms, A, {}, { replid: "n" })),
    ];
    const since = (scene: Scene, seconds: number) =>
      openAfter(scene, seconds).find(({ code }) => code === "primary-without-persistence")?.since;
    const begun = new Date(START_MS).toISOString();
    expect(since((ms) => (ms < 5000 ? before(ms) : after(ms)), 20)).toBe(begun);
    const stopped = (ms: number) => ({ ...hung(P)(ms), slow: facts(ms, "p", 1, bare) });
    expect(since((ms) => (ms < 5000 ? before(ms) : group(stopped)(ms)), 20)).toBe(begun);
  });
});

describe("two primaries", () => {
  const second = (previousReplid: string) => (ms: number) =>
    reached(
      B,
      ms,
      primaryView(1100, [], { replid: "n", previousReplid, previousReplidUntil: toOffset(1001) }),
    );

  it("say who was promoted from whom, and what each was given since", () => {
    const scene = group((ms) => reached(P, ms + 2, primaryView(1200, [A])), second("a"));
    const told = openAfter(scene).find(({ code }) => code === "two-primaries");
    expect(told?.detail).toContain(`${B} was promoted from ${P}; since they parted`);
    expect(told?.evidence).toMatchObject({ [`ownBytes ${P}`]: 200, [`ownBytes ${B}`]: 100 });
  });

  it("are no orphans where each has replicas, or where their histories never met", () => {
    expect(codes(group(second("a")))).toEqual(["two-primaries", "orphan-primary"]);
    expect(codes(group(second("x")))).toEqual(["two-primaries"]);
    const followed = (ms: number) => reached(A, ms, replicaView(1000, B, {}, { replid: "n" }));
    const third = (ms: number) => reached("eu-3:6379", ms, replicaView(1000, P));
    expect(codes(group(second("a"), followed, third))).toEqual(["two-primaries"]);
  });
});
