import { describe, expect, it } from "vitest";
import { deriveGroup } from "./derive";
import type { Member } from "./member";
import {
  deriveInput,
  heardFleet,
  intervalAt,
  membersOf,
  primaryView,
  reached,
  START_MS,
  silent,
} from "./members.fixture";
import { mayBeOurs, silenceOf } from "./silence";

/** Answered last at `ms`, and has failed `failures` times since, as `reason` says. */
const fellSilent = (
  id: string,
  ms: number,
  {
    failures = 2,
    reason = "timeout",
  }: { failures?: number; reason?: "timeout" | "refused" | "not-allowed" } = {},
): Member => silent(reached(id, ms, primaryView(1)), ms + 100, failures, reason);
const LAST_MS = START_MS + 1000;
const silence = (...groups: Member[][]) =>
  silenceOf(
    groups.map((group) => membersOf(...group)),
    LAST_MS,
    5000,
  );
const [one, two] = [fellSilent("a:1", 900), fellSilent("b:1", 999)];
const noRoute: Member = {
  ...two,
  reading: { state: "unreachable", at: intervalAt(1500), reason: "refused", detail: "", noRoute: true },
};

describe("silenceOf", () => {
  it("counts who fell silent at once, over all groups", () => {
    expect(silence([one, fellSilent("a:2", 950)], [two])).toEqual({
      sinceMs: LAST_MS,
      instances: 3,
      hosts: 2,
      groups: 2,
    });
  });

  it("takes a network that our own machine has no route to for silence as well", () => {
    expect(silence([one, noRoute])).toMatchObject({ instances: 2 });
  });

  it("says nothing of who was silent long before", () => {
    expect(silence([one, two, fellSilent("c:1", -60_000)])).toMatchObject({ instances: 2 });
  });

  it("says nothing of who lies outside networks.allow, for nobody asked it", () => {
    const outside = fellSilent("c:1", 900, { reason: "not-allowed" });
    expect(silence([one, two, outside])).toMatchObject({ instances: 2 });
    expect(silence([one, outside])).toBeNull();
  });

  it.each<[string, Member[]]>([
    ["while somebody answers", [one, two, reached("c:1", 2000, primaryView(1))]],
    [
      "where somebody refuses us, for a refusal has come back",
      [one, two, fellSilent("c:1", 900, { reason: "refused" })],
    ],
    ["where somebody has failed only once", [one, fellSilent("b:1", 999, { failures: 1 })]],
    ["of one instance, which may well have stopped", [one]],
    ["where the others were silent long before", [one, fellSilent("b:1", -60_000)]],
  ])("is none %s", (_, members) => {
    expect(silence(members)).toBeNull();
  });
});

describe("mayBeOurs", () => {
  const fleet = { ...heardFleet(START_MS + 2500), lastAnswerMs: LAST_MS, alive: 2 };
  const late = fellSilent("a:1", 950);

  it.each([
    ["nobody has answered since it fell silent, and the others have not had their time", fleet, true],
    ["somebody has answered since", { ...fleet, lastAnswerMs: START_MS + 2000 }, false],
    ["it was alone", { ...fleet, alive: 1 }, false],
    ["the others have had their time", { ...fleet, nowMs: START_MS + 9000 }, false],
    ["all are silent", { ...fleet, silence: { sinceMs: 0, instances: 2, hosts: 2, groups: 1 } }, true],
    ["all were silent just now", { ...fleet, nowMs: START_MS + 9000, silenceEndedMs: START_MS + 8000 }, true],
    [
      "all were silent some time ago",
      { ...fleet, nowMs: START_MS + 19_000, silenceEndedMs: START_MS + 8000 },
      false,
    ],
  ])("when %s", (_, view, ours) => {
    expect(mayBeOurs(view, late)).toBe(ours);
  });

  it("does not explain a refusal", () => {
    expect(mayBeOurs(fleet, fellSilent("a:1", 950, { reason: "refused" }))).toBe(false);
  });

  it("keeps the fall of an instance untold while it may be Tidemark's own", () => {
    const told = (view: typeof fleet) => {
      const input = deriveInput(membersOf(late, two), 2500, { fleet: view });
      return deriveGroup(input).events.map(({ type }) => type);
    };
    expect(told({ ...fleet, lastAnswerMs: START_MS + 2000 })).toContain("instance-down");
    expect(told(fleet)).not.toContain("instance-down");
  });
});
