import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ProblemError } from "@/server/errors";
import { createThrottle, type Throttle } from "./throttle";

let throttle: Throttle;
beforeEach(() => {
  vi.useFakeTimers();
  throttle = createThrottle();
});
afterEach(() => {
  vi.useRealTimers();
});

/** How many attempts of so many are let through. */
async function admitted(
  count: number,
  name: (i: number) => string,
  address: (i: number) => string,
): Promise<number> {
  let through = 0;
  for (let i = 0; i < count; i += 1)
    await throttle.admit(name(i), address(i)).then(
      () => {
        through += 1;
      },
      (error: unknown) => {
        if (!(error instanceof ProblemError)) throw error;
        expect(error).toMatchObject({ status: 429, code: "too-many-attempts" });
        expect(error.extra.retryAfterSeconds).toBeGreaterThan(0);
      },
    );
  return through;
}

test("R11: one name from one address may be tried eight times in a quarter of an hour", async () => {
  expect(
    await admitted(
      20,
      () => "ana",
      () => "10.0.0.1",
    ),
  ).toBe(8);
  // Another address of the same person is not shut out by it, nor another name from there.
  expect(
    await admitted(
      1,
      () => "ana",
      () => "10.0.0.2",
    ),
  ).toBe(1);
  expect(
    await admitted(
      1,
      () => "ben",
      () => "10.0.0.1",
    ),
  ).toBe(1);
  vi.advanceTimersByTime(15 * 60_000 + 1);
  expect(
    await admitted(
      1,
      () => "ana",
      () => "10.0.0.1",
    ),
  ).toBe(1);
});

test("R11: one address may try forty, whatever names", async () => {
  expect(
    await admitted(
      60,
      (i) => `name${i}`,
      () => "10.0.0.1",
    ),
  ).toBe(40);
});

test("R11: one name may be tried sixty times in an hour, from wherever", async () => {
  expect(
    await admitted(
      90,
      () => "ana",
      (i) => `10.0.0.${i}`,
    ),
  ).toBe(60);
});

test("whoever gets in has not used up anything", async () => {
  for (let i = 0; i < 100; i += 1) {
    await throttle.admit("ana", "10.0.0.1");
    await throttle.succeeded("ana", "10.0.0.1");
  }
  expect(
    await admitted(
      9,
      () => "ana",
      () => "10.0.0.1",
    ),
  ).toBe(8);
});
