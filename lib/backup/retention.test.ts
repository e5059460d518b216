import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Backup } from "@/lib/contract";
import { backupFixture } from "./backup.fixture";
import { withCollapse } from "./collapse";
import { decideRetention, MOST_FAILED, type RetentionPolicy } from "./retention";

const dayMs = 86_400_000;
const nowMs = Date.parse("2026-06-01T00:00:00Z");

/** The n-th newest, so many days old. */
const backup = (n: number, days: number, over: Partial<Backup> = {}): Backup =>
  backupFixture({ id: `b${n}`, startedAt: new Date(nowMs - days * dayMs).toISOString(), ...over });
const nightly = (count: number, from = 0): Backup[] =>
  Array.from({ length: count }, (_, n) => backup(n + from, n + from));
const struck = (backups: readonly Backup[], policy: RetentionPolicy, atMs = nowMs): string[] =>
  decideRetention(backups, policy, atMs).strike.map((one) => one.backup.id);

describe("Of nightly backups", () => {
  test("those are kept that are young or among the newest: what either setting keeps", () => {
    expect(struck(nightly(10), { last: 3, days: 5 })).toEqual(["b6", "b7", "b8", "b9"]);
    expect(struck(nightly(10), { last: 8, days: 5 })).toEqual(["b8", "b9"]);
    expect(struck(nightly(3), { last: 1, days: 0 })).toEqual(["b1", "b2"]);
  });

  test("nothing grows old because the clock was set a year ahead, or because none was taken for a year", () => {
    expect(struck(nightly(10), { last: 1, days: 30 }, nowMs + 365 * dayMs)).toEqual([]);
  });

  test("one that a wrong clock dated a year ahead is not the newest for a year", () => {
    const list = [backup(0, 0), backup(1, -365), backup(2, 1), backup(3, 2)];
    expect(struck(list, { last: 1, days: 0 })).not.toContain("b0");
    expect(struck(list, { last: 1, days: 0 })).toEqual(["b2", "b3"]);
  });

  test("ten failures since the last good one make nothing go", () => {
    const failures = Array.from({ length: 10 }, (_, n) => backup(n, n, { state: "failed" }));
    expect(struck([...failures, backup(20, 40)], { last: 1, days: 0 })).toEqual([]);
  });

  test("failures are struck once they are old and outdone, or too many", () => {
    const list = [
      backup(0, 0),
      backup(1, 1, { state: "failed" }),
      backup(2, 40, { state: "failed" }),
      backup(3, 40, { state: "damaged" }),
      backup(4, 40, { state: "saved" }),
      backup(5, 40, { state: "running" }),
    ];
    expect(struck(list, { last: 7, days: 30 })).toEqual(["b2", "b3", "b4"]);
    expect(struck(list.slice(1), { last: 7, days: 30 })).toEqual([]);
    const many = Array.from({ length: MOST_FAILED + 2 }, (_, n) => backup(n, 0, { state: "failed" }));
    expect(struck(many, { last: 7, days: 30 })).toEqual([`b${MOST_FAILED}`, `b${MOST_FAILED + 1}`]);
  });
});

describe("Nothing is deleted once the data set has collapsed", () => {
  const policy = { last: 1, days: 0 };
  const after = (...small: Partial<Backup>[]): Backup[] => [
    ...small.map((over, n) => backup(n, n, over)),
    ...nightly(8, small.length),
  ];

  test.each([
    ["keys", { keys: 499 }],
    ["bytes", { sizeBytes: 400_000 }],
  ])("by %s", (_, over) => {
    const { strike, frozen } = decideRetention(after(over), policy, nowMs);
    expect(strike).toEqual([]);
    expect(frozen).toContain("It holds ");
  });

  test("and not at exactly half", () => {
    expect(decideRetention(after({ keys: 500, sizeBytes: 500_000 }), policy, nowMs).frozen).toBeNull();
  });

  test("and small ones that follow do not become what is usual", () => {
    const small = Array.from({ length: 30 }, () => ({ keys: 3 }));
    expect(decideRetention(after(...small), policy, nowMs)).toMatchObject({
      strike: [],
      frozen: expect.stringContaining("It holds 3 keys, and those before it hold 1,000 keys"),
    });
  });

  test("until a later one is of the former size, or a person accepts it", () => {
    expect(struck(after({}, { keys: 3 }), policy)).toHaveLength(9);
    const [small, ...rest] = after({ keys: 3 });
    if (small === undefined) throw new Error("none");
    const accepted = withCollapse(small, { status: "pass", text: "", evidence: null });
    expect(struck([accepted, ...rest], policy)).toHaveLength(8);
    const next = backup(99, 0, { keys: 3 });
    expect(decideRetention([next, accepted, ...rest], policy, nowMs).frozen).toBeNull();
  });

  test("but for rows of failures beyond the most: they have no file", () => {
    const failures = Array.from({ length: MOST_FAILED + 1 }, () => ({ state: "failed" as const }));
    expect(struck(after({ keys: 3 }, ...failures), { last: 1, days: 1000 })).toEqual([`b${MOST_FAILED + 1}`]);
  });
});

test("Whatever the catalogue, the settings and the clock are, what must stay stays", () => {
  const any = fc
    .array(
      fc.record({
        state: fc.constantFrom<Backup["state"]>(
          "verified",
          "verified",
          "failed",
          "damaged",
          "saved",
          "running",
        ),
        startedMs: fc.integer({ min: nowMs - 1000 * dayMs, max: nowMs + 1000 * dayMs }),
        keys: fc.constantFrom(null, 0, 10, 1_000, 1_100),
      }),
      { maxLength: 40 },
    )
    .map((rows) =>
      rows.map(({ state, startedMs, keys }, n) =>
        backupFixture({ id: `b${n}`, state, keys, startedAt: new Date(startedMs).toISOString() }),
      ),
    );
  fc.assert(
    fc.property(
      any,
      fc.record({ last: fc.integer({ min: 0, max: 10 }), days: fc.integer({ min: 0, max: 400 }) }),
      fc.integer({ min: nowMs - 1000 * dayMs, max: nowMs + 1000 * dayMs }),
      (backups, policy, atMs) => {
        const { strike, frozen } = decideRetention(backups, policy, atMs);
        const gone = new Set(strike.map((one) => one.backup.id));
        const verified = backups.filter(({ state }) => state === "verified");
        for (const { id } of verified.slice(0, Math.max(1, policy.last))) expect(gone).not.toContain(id);
        const youngMs = atMs - policy.days * dayMs;
        for (const one of backups) {
          const isYoung = Date.parse(one.startedAt) >= youngMs;
          if (isYoung && one.state === "verified") expect(gone).not.toContain(one.id);
          if (one.state === "running") expect(gone).not.toContain(one.id);
          if (frozen !== null && one.state !== "failed") expect(gone).not.toContain(one.id);
        }
        // Deciding again after the deletions finds nothing more: what is kept does not depend on what has gone.
        const rest = backups.filter(({ id }) => !gone.has(id));
        if (frozen === null && decideRetention(rest, policy, atMs).frozen === null)
          expect(decideRetention(rest, policy, atMs).strike).toEqual([]);
      },
    ),
  );
});
