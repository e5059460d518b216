import { expect, test } from "vitest";
import { MIB, rowOf } from "./sync.fixture";
import { backlogAdvice, ownBacklogAdvice, survivesSeconds } from "./sync-advice";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");
const { outage } = rowOf();

test("a backlog that was too small is told by how much, and what would have been needed", () => {
  expect(plain(backlogAdvice(outage))).toBe(
    "1.00 MiB was too small by 2.20 MiB: 3.2 s at 1.00 MiB/s need 3.20 MiB. At this rate a backlog of 1.00 MiB survives 1.0 s.",
  );
});

test("one that was large enough is told for how long it would be", () => {
  expect(plain(backlogAdvice({ ...outage, resync: "partial", backlogBytes: 16 * MIB }))).toBe(
    "16.0 MiB was enough: 3.2 s at 1.00 MiB/s need 3.20 MiB. At this rate a backlog of 16.0 MiB survives 16 s.",
  );
});

test("what came of it is never denied: a little short and partial, large enough and full", () => {
  expect(plain(backlogAdvice({ ...outage, resync: "partial", backlogBytes: 3.1 * MIB }))).toMatch(
    /^3\.10 MiB was enough though 102 KiB short, for blocks are kept whole: /,
  );
  expect(plain(backlogAdvice({ ...outage, backlogBytes: 16 * MIB }))).toMatch(
    /^16\.0 MiB was no smaller than what was missed: /,
  );
});

test("where nothing is written nothing runs out", () => {
  expect(survivesSeconds(MIB, 0)).toBeNull();
  const idle = { ...outage, writtenBytes: 0, neededBacklogBytes: 16_384 };
  expect(plain(backlogAdvice(idle))).toMatch(/^Nothing was written, so 16\.0 KiB, the least/);
  const own = { name: "eu-1", backlogBytes: 64 * MIB };
  expect(ownBacklogAdvice(idle, { ...own, writeBytesPerSecond: null })).toMatch(/^Nothing is written/);
});

test("one's own backlog is judged by its own rate, or by this one where that is not known", () => {
  const own = { name: "eu-1", backlogBytes: 64 * MIB };
  expect(plain(ownBacklogAdvice(outage, { ...own, writeBytesPerSecond: 2 * MIB }))).toBe(
    "At 2.00 MiB/s the backlog of eu-1, 64.0 MiB, survives 32 s.",
  );
  expect(plain(ownBacklogAdvice(outage, { ...own, writeBytesPerSecond: null }))).toBe(
    "At the rate of this measurement, 1.00 MiB/s, the backlog of eu-1, 64.0 MiB, survives 1 m 04 s.",
  );
});
