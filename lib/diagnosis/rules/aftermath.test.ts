import { expect, test } from "vitest";
import type { Finding } from "@/lib/contract";
import { primaryView, reached, replicaView } from "@/lib/group/members.fixture";
import { toOffset } from "@/lib/units";
import { A, B, openAfter, P, type Scene } from "../primaries.fixture";
import { asPrimary, demoted, failedOver, fullReading } from "./aftermath.fixture";

const codes = (found: readonly Finding[]): string[] => found.map(({ code }) => code);
const back = (scene: Scene, seconds = 9): Finding | undefined =>
  openAfter(scene, seconds).find(({ code }) => code === "returned-primary");

test("an old primary is told in the second round it is back, in place of two primaries, with the way out", () => {
  const scene = failedOver(asPrimary(() => 2000));
  expect(codes(openAfter(scene, 8))).not.toContain("returned-primary");
  const found = openAfter(scene, 9);
  expect(codes(found)).toEqual(["returned-primary"]);
  expect(found[0]).toMatchObject({
    severity: "critical",
    instance: P,
    action: { action: "attach", instance: P, upstream: A },
    evidence: { ownBytes: 100, successor: A },
  });
  expect(found[0]?.detail).toContain("100\u00a0B that eu-1:6379 never had");
});

test("one that was saved and restarted tells by its offset what it brought with it", () => {
  const saved = { replid: "r", previousReplid: "a", previousReplidUntil: toOffset(1951) };
  expect(back(failedOver(asPrimary(() => 1950, saved)))?.evidence).toMatchObject({ ownBytes: 50 });
});

test("one that counts in a history of its own says what it had before, and guesses nothing", () => {
  const found = back(failedOver(asPrimary(() => 0, { replid: "z" })));
  expect(found?.evidence).toMatchObject({ ownBytes: null, heldBeyondBytes: 100 });
  expect(found?.detail).toContain("cannot be told. When it was last read before, it had at least 100\u00a0B");
});

test("what it is given after its return is counted: by its stream, and by its changes where no offset moves", () => {
  const stream = back(failedOver(asPrimary((ms) => 2000 + Math.max(0, ms - 8000))), 12);
  expect(stream?.detail).toContain("Its stream has grown by 3.91\u00a0KiB");
  const silentOffset = {
    replid: "z",
    backlog: { active: false, sizeBytes: 1, firstOffset: null, historyBytes: 0 },
  };
  const changing = back(
    failedOver(
      asPrimary(
        () => 0,
        silentOffset,
        (ms) => Math.max(0, (ms - 8000) / 1000),
      ),
    ),
    12,
  );
  expect(changing?.detail).toContain("It has taken 4 writes since it came back");
  expect(back(failedOver(asPrimary(() => 2000)), 12)?.detail).toContain("not seen to take a write");
});

test("one that only stood still is not said to have taken the write that was made before it stopped, and read after its return", () => {
  // It was last read whole before the write; at its return that is all there is, until it is read whole again.
  const changesAt = (ms: number) =>
    fullReading(ms < 9000 ? 1000 : ms, { replid: "a", changes: ms < 9000 ? 0 : 1 });
  const scene = failedOver((ms) => reached(P, ms, primaryView(2000, [], {}), changesAt(ms)));
  expect(back(scene, 12)?.detail).toContain("It was not seen to take a write since it came back.");
});

test("it is over once it follows its successor, and a successor that fails in turn makes it no second primary", () => {
  const attached: Scene = (ms) =>
    failedOver(
      ms < 12_000
        ? asPrimary(() => 2000)
        : (at) => reached(P, at, replicaView(1900 + at, A, {}, { replid: "n" })),
    )(ms);
  expect(codes(openAfter(attached, 16))).toEqual([]);
});

test("stragglers are a warning where the primary was, a note elsewhere, and over after 30 s of quiet", () => {
  const told = (scene: Scene, seconds: number) =>
    openAfter(scene, seconds).filter(({ code }) => code === "stragglers");
  expect(told(demoted(340, 60_000), 31)).toMatchObject([
    { severity: "warning", instance: P, evidence: { readonlyErrorsPerSecond: 340 } },
  ]);
  expect(told(demoted(340, 40_000), 70)).toHaveLength(1);
  expect(told(demoted(340, 40_000), 73)).toEqual([]);
  const promotedAgain: Scene = (ms) => (ms < 40_000 ? demoted(340, 60_000)(ms) : demoted(0, 0)(0));
  expect(told(promotedAgain, 43)).toEqual([]);
  const elsewhere: Scene = (ms) => {
    const slowMs = Math.floor(ms / 10_000) * 10_000;
    return demoted(
      0,
      0,
    )(0).map((member) =>
      member.id === A
        ? reached(
            A,
            ms,
            replicaView(1000, P),
            fullReading(slowMs, { replid: "a", refused: slowMs / 100, role: "replica" }),
          )
        : member,
    );
  };
  expect(told(elsewhere, 31)).toMatchObject([{ severity: "info", instance: A, action: null }]);
});

test("a restart, which counts anew, is no burst of refused writes", () => {
  const restarted: Scene = (ms) =>
    demoted(
      0,
      0,
    )(ms).map((member) => {
      if (member.id !== P || ms < 12_000) return member;
      const slow = ms < 20_000 ? { at: 12_000, refused: 50 } : { at: 20_000, refused: 90 };
      const full = fullReading(slow.at, { replid: "n", refused: slow.refused, runId: "q", role: "replica" });
      return reached(P, ms, replicaView(1000 + ms, A, {}, { replid: "n" }), full);
    });
  expect(codes(openAfter(restarted, 25))).toEqual([]);
});

test("one that is the primary again is no former one: a third that is made a primary beside it is the second", () => {
  const second: Scene = (ms) =>
    ms < 4000
      ? failedOver(asPrimary(() => 2000))(ms)
      : ms < 8000
        ? [
            reached(A, ms, primaryView(1900 + ms, [P, B], { replid: "n" })),
            ...[P, B].map((id) => reached(id, ms, replicaView(1900 + ms, A, {}, { replid: "n" }))),
          ]
        : [
            reached(P, ms, primaryView(1900 + ms, [B], { replid: "m" })),
            ...(ms < 12_000
              ? [reached(A, ms, replicaView(1900 + ms, P, {}, { replid: "m" }))]
              : [reached(A, ms, primaryView(1900 + ms, [], { replid: "o" }))]),
            reached(B, ms, replicaView(1900 + ms, P, {}, { replid: "m" })),
          ];
  expect(openAfter(second, 14).filter(({ code }) => code === "returned-primary")).toMatchObject([
    { instance: A, action: { action: "attach", upstream: P } },
  ]);
});

test("the replica to promote has come farthest in the lost primary's history, not in another", () => {
  const down = { linkUp: false, downSeconds: 1, lastIoSeconds: null };
  const lost: Scene = (ms) =>
    failedOver(asPrimary(() => 2000))(Math.min(ms, 3000)).map((member) =>
      ms < 2000 || member.id !== B
        ? member
        : reached(B, ms, replicaView(9_000_000, P, down, { replid: "x" })),
    );
  const [found] = openAfter(lost, 4).filter(({ code }) => code === "primary-unreachable");
  expect(found?.action).toEqual({ action: "promote", instance: A });
});
