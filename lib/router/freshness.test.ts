import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toOffset } from "@/lib/units";
import { PrimaryTrail } from "./freshness";
import { replid } from "./router.fixture";

const [a, b] = [replid("a"), replid("b")];
const at = (offset: number, id = a) => ({ replid: id, offset: toOffset(offset) });

describe("a replica holds all that was acknowledged before", () => {
  const trail = new PrimaryTrail();
  trail.note(0, at(10));
  trail.note(100, at(20));
  trail.note(200, at(20));
  trail.note(300, at(30));

  test.each([
    [9, null],
    [10, 0],
    [19, 0],
    [20, 200],
    [29, 200],
    [30, 300],
    [99, 300],
  ])("with offset %i applied: %s", (offset, expected) => {
    expect(trail.holdsAllBeforeMs(at(offset))).toBe(expected);
  });

  test("and nothing is known in another history, or once the primary's changed", () => {
    expect(trail.holdsAllBeforeMs(at(30, b))).toBeNull();
    trail.note(400, at(30, b));
    expect(trail.holdsAllBeforeMs(at(30))).toBeNull();
    expect(trail.holdsAllBeforeMs(at(30, b))).toBe(400);
    trail.clear();
    expect(trail.newestOffset(b)).toBeNull();
  });
});

test("two minutes are kept, and what is older says nothing", () => {
  const trail = new PrimaryTrail();
  for (let i = 0; i <= 300; i += 1) trail.note(i * 1_000, at(i));
  expect(trail.holdsAllBeforeMs(at(200))).toBe(200_000);
  expect(trail.holdsAllBeforeMs(at(100))).toBeNull();
});

/**
 * Writes of one byte at random moments, looks that take a random while each way, a replica that has applied any part: whatever was
 * acknowledged before the moment that is told, the replica has.
 */
test("the bound is never exceeded", () => {
  const writes = fc.array(fc.nat(1_000), { maxLength: 60 }).map((list) => list.sort((x, y) => x - y));
  const looks = fc.array(fc.tuple(fc.nat(1_000), fc.nat(300)), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(writes, looks, fc.nat(60), (wrote, looked, applied) => {
      const offsetAt = (ms: number): number => wrote.filter((writtenMs) => writtenMs <= ms).length;
      const trail = new PrimaryTrail();
      for (const [sentMs, wayMs] of looked.sort(([x], [y]) => x - y))
        trail.note(sentMs, at(offsetAt(sentMs + wayMs)));
      const holds = trail.holdsAllBeforeMs(at(applied));
      if (holds !== null)
        expect(wrote.filter((writtenMs) => writtenMs < holds).length).toBeLessThanOrEqual(applied);
    }),
  );
});
