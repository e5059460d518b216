import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { everyInterval, phaseOf } from "./rounds";

beforeEach(() => {
  vi.useFakeTimers({ now: 10_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});
const clock = { nowMs: () => Date.now() };
const unexpected = (error: unknown): void => {
  throw error;
};

test("the first round is at once, the others at their phase of the interval", async () => {
  const at: number[] = [];
  const stop = everyInterval(
    { intervalMs: 1_000, phaseMs: 300, clock },
    async () => void at.push(Date.now()),
    unexpected,
  );
  await vi.advanceTimersByTimeAsync(2_500);
  stop();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(at.map((ms) => ms - 10_000_000)).toEqual([0, 300, 1_300, 2_300]);
});

test("a round that takes too long skips beats and is never doubled", async () => {
  let running = 0;
  const at: number[] = [];
  const slow = async (): Promise<void> => {
    running += 1;
    expect(running).toBe(1);
    at.push(Date.now() - 10_000_000);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    running -= 1;
  };
  const stop = everyInterval({ intervalMs: 1_000, phaseMs: 0, clock }, slow, unexpected);
  await vi.advanceTimersByTimeAsync(5_000);
  stop();
  expect(at).toEqual([0, 2_000, 4_000]);
});

test("a round that fails is told and does not end the others", async () => {
  const errors: unknown[] = [];
  let rounds = 0;
  const stop = everyInterval(
    { intervalMs: 1_000, phaseMs: 0, clock },
    async () => {
      rounds += 1;
      throw new Error(`round ${rounds}`);
    },
    (error) => errors.push(error),
  );
  await vi.advanceTimersByTimeAsync(2_500);
  stop();
  expect(errors).toHaveLength(3);
});

test("the phases of a hundred groups leave no gap and no crowd", () => {
  const phases = Array.from({ length: 100 }, (_, index) => phaseOf(index, 1_000)).sort((a, b) => a - b);
  const gaps = phases.slice(1).map((phase, index) => phase - (phases[index] ?? phase));
  expect(Math.min(...gaps)).toBeGreaterThan(3);
  expect(Math.max(...gaps)).toBeLessThan(20);
});
