import fc from "fast-check";
import { expect, test } from "vitest";
import { ConsistencyResult, type ReadMode } from "@/lib/contract";
import { ConsistencyTally, type Fact } from "./consistency";

const write = (key: number, counter: number, acknowledgedMs: number): Fact => ({
  fact: "write",
  key,
  counter,
  sentMs: acknowledgedMs - 1,
  acknowledgedMs,
  wait: null,
});

const read = (key: number, counter: number, sentMs: number, mode: ReadMode = "replica"): Fact => ({
  fact: "read",
  mode,
  key,
  sentMs,
  receivedMs: sentMs + 2,
  counter,
  from: mode === "primary" ? "primary" : "replica",
});

function told(facts: readonly Fact[], modes: readonly ReadMode[] = ["replica"]): ConsistencyResult {
  const tally = new ConsistencyTally(0, modes);
  for (const fact of facts) tally.add(fact);
  return tally.result();
}

const of = (result: ConsistencyResult, mode: ReadMode = "replica") => {
  const found = result.modes.find((one) => one.mode === mode);
  if (found === undefined) throw new Error(`no ${mode}`);
  return found;
};

test("a read is stale by the oldest acknowledged write that it does not show", () => {
  const mode = of(told([write(1, 1, 100), write(1, 2, 200), write(1, 3, 300), read(1, 1, 310)]));
  expect(mode).toMatchObject({ reads: 1, fresh: 0, stale: 1, staleSeconds: { p50: 0.11, max: 0.11 } });
});

test("the newest that was acknowledged when the read was sent is fresh, and so is a newer one", () => {
  const facts = [write(1, 1, 100), write(1, 2, 200), read(1, 1, 150), read(1, 2, 150), read(1, 2, 200)];
  expect(of(told(facts))).toMatchObject({ reads: 3, fresh: 3, stale: 0, staleSeconds: null });
});

test("a write that was acknowledged at the instant of the read counts", () => {
  expect(of(told([write(1, 1, 100), write(1, 2, 200), read(1, 1, 200)]))).toMatchObject({ stale: 1 });
});

test("a key that is not there at all lacks its first write", () => {
  expect(of(told([write(1, 1, 100), read(1, 0, 400)]))).toMatchObject({
    stale: 1,
    staleSeconds: { p50: 0.3 },
  });
});

test("other keys' writes make no read stale", () => {
  expect(of(told([write(1, 1, 100), write(2, 1, 100), write(2, 2, 150), read(1, 1, 200)]))).toMatchObject({
    fresh: 1,
  });
});

test("what is read of a write without acknowledgement is fresh while nothing newer was acknowledged, and is not judged after", () => {
  const lost: Fact = { fact: "write-failed", key: 1, counter: 2 };
  const result = told([write(1, 1, 100), lost, read(1, 2, 150), write(1, 3, 200), read(1, 2, 250)]);
  expect(of(result)).toMatchObject({
    reads: 2,
    fresh: 1,
    stale: 0,
    refused: 1,
    refusals: { "write-in-doubt": 1 },
  });
  expect(result.writes).toMatchObject({ sent: 3, acknowledged: 2, failed: 1 });
});

test("a write without acknowledgement that is missing makes no read stale, and does not age one that is", () => {
  const lost: Fact = { fact: "write-failed", key: 1, counter: 2 };
  const result = told([write(1, 1, 100), lost, read(1, 1, 150), write(1, 3, 200), read(1, 1, 250)]);
  expect(of(result)).toMatchObject({ fresh: 1, stale: 1, staleSeconds: { p50: 0.05 } });
});

test("a refused read is counted with its code, and as nothing else", () => {
  const refused = (code: string, sentMs: number): Fact => ({
    fact: "refused",
    mode: "replica",
    sentMs,
    code,
  });
  const result = told([refused("deadline", 100), refused("no-primary", 1_200), refused("deadline", 1_300)]);
  expect(of(result)).toMatchObject({
    reads: 3,
    fresh: 0,
    stale: 0,
    refused: 3,
    refusals: { deadline: 2, "no-primary": 1 },
    seconds: null,
    fromPrimary: 0,
    fromReplicas: 0,
  });
  expect(result.course.map(({ modes }) => modes[0]?.refused)).toEqual([1, 2]);
});

test("the course has each second, also one in which nothing was read", () => {
  const result = told([write(1, 1, 50), read(1, 0, 100), read(1, 0, 90), read(1, 1, 2_500)]);
  expect(result.course).toEqual([
    {
      second: 0,
      modes: [{ mode: "replica", fresh: 0, stale: 2, refused: 0, worstStaleSeconds: 0.05 }],
    },
    { second: 1, modes: [{ mode: "replica", fresh: 0, stale: 0, refused: 0, worstStaleSeconds: null }] },
    { second: 2, modes: [{ mode: "replica", fresh: 1, stale: 0, refused: 0, worstStaleSeconds: null }] },
  ]);
});

test("what WAIT returned is counted by how many replicas; without one there is nothing to count", () => {
  const waited = (counter: number, replicas: number): Fact => ({
    fact: "write",
    key: 1,
    counter,
    sentMs: counter,
    acknowledgedMs: counter + 0.5,
    wait: { replicas },
  });
  expect(told([waited(1, 2), waited(2, 0), waited(3, 2)]).writes.wait).toEqual({ reached: [1, 0, 2] });
  expect(told([write(1, 1, 100)]).writes.wait).toBeNull();
});

test("a change of a link stands with its second", () => {
  const weather = { delayMs: 300, paused: false, cut: false, bytesPerSecond: null };
  expect(told([{ fact: "link", atMs: 2_500, replica: "replica-1", weather }]).faults).toEqual([
    { atSeconds: 2.5, replica: "replica-1", weather },
  ]);
});

/** One step of a key's story: time passes, then its next write ends, or it is read. */
const step = fc.record({
  key: fc.nat(2),
  passesMs: fc.integer({ min: 1, max: 400 }),
  what: fc.constantFrom("acknowledged", "acknowledged", "failed", "read", "read", "refused"),
  back: fc.nat(5),
  earlierMs: fc.oneof(fc.constant(0), fc.nat(600)),
  mode: fc.constantFrom<ReadMode>("replica", "read-latest"),
});

function story(steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[]): Fact[] {
  const counters = [0, 0, 0];
  let nowMs = 0;
  return steps.map(({ key, passesMs, what, back, earlierMs, mode }): Fact => {
    nowMs += passesMs;
    const newest = counters[key] ?? 0;
    if (what === "refused") return { fact: "refused", mode, sentMs: nowMs, code: "deadline" };
    if (what === "read") {
      const sentMs = Math.max(0, nowMs - earlierMs);
      return {
        fact: "read",
        mode,
        key,
        counter: Math.max(0, newest - back),
        sentMs,
        receivedMs: nowMs,
        from: mode === "replica" ? "replica" : "primary",
      };
    }
    counters[key] = newest + 1;
    return what === "failed"
      ? { fact: "write-failed", key, counter: newest + 1 }
      : write(key, newest + 1, nowMs);
  });
}

/** Straight from the definitions: for each read, every write that was told is looked at again. */
function naive(facts: readonly Fact[], mode: ReadMode) {
  const reads = facts.filter(
    (fact) => (fact.fact === "read" || fact.fact === "refused") && fact.mode === mode,
  );
  const judged = reads.map((one) => {
    if (one.fact !== "read") return "refused";
    const writes = facts.flatMap((fact) => (fact.fact === "write" && fact.key === one.key ? [fact] : []));
    const missing = writes.filter((w) => w.acknowledgedMs <= one.sentMs && w.counter > one.counter);
    if (missing.length === 0) return "fresh";
    const failed = facts.some(
      (f) => f.fact === "write-failed" && f.key === one.key && f.counter === one.counter,
    );
    if (failed) return "refused";
    return (one.sentMs - Math.min(...missing.map((w) => w.acknowledgedMs))) / 1000;
  });
  const stale = judged.filter((one) => typeof one === "number").toSorted((a, b) => a - b);
  return {
    reads: reads.length,
    fresh: judged.filter((one) => one === "fresh").length,
    stale: stale.length,
    refused: judged.filter((one) => one === "refused").length,
    worst: stale.at(-1) ?? null,
    median: stale[Math.ceil(stale.length / 2) - 1] ?? null,
  };
}

test("whatever happens, the tally is what the definitions say, and it adds up", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: "max" }), (steps) => {
      const facts = story(steps);
      const result = told(facts, ["replica", "read-latest"]);
      expect(ConsistencyResult.parse(result)).toEqual(result);
      for (const mode of result.modes) {
        const { reads, fresh, stale, refused, staleSeconds, fromPrimary, fromReplicas } = mode;
        expect({
          reads,
          fresh,
          stale,
          refused,
          worst: staleSeconds?.max ?? null,
          median: staleSeconds?.p50 ?? null,
        }).toEqual(naive(facts, mode.mode));
        expect(reads).toBe(fresh + stale + refused);
        expect(fromPrimary + fromReplicas).toBe(fresh + stale);
        expect(Object.values(mode.refusals).reduce((sum, n) => sum + n, 0)).toBe(refused);
        const course = result.course.flatMap(({ modes }) => modes.filter((one) => one.mode === mode.mode));
        const sum = (of: "fresh" | "stale" | "refused") => course.reduce((all, one) => all + one[of], 0);
        expect([sum("fresh"), sum("stale"), sum("refused")]).toEqual([fresh, stale, refused]);
        const worst = course.flatMap(({ worstStaleSeconds }) => worstStaleSeconds ?? []);
        expect(worst.length === 0 ? null : Math.max(...worst)).toBe(staleSeconds?.max ?? null);
      }
      const { sent, acknowledged, failed } = result.writes;
      expect(sent).toBe(acknowledged + failed);
    }),
  );
});
