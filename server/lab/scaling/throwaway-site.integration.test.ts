import { afterEach, beforeEach, expect, test } from "vitest";
import { ScalingResult } from "@/lib/contract";
import { carryScaling } from ".";
import {
  benchFor,
  callsOf,
  directReplicas,
  lookingLast,
  settingsWith,
  type Throwaway,
  throwawayFor,
} from "./scaling.fixture";

const { signal } = new AbortController();
let throwaway: Throwaway;
beforeEach(async () => {
  throwaway = await throwawayFor(signal);
});
afterEach(() => throwaway.close());

test("a primary alone is read itself; one with replicas is only written, and each of them is read as often", async () => {
  const gets: number[][] = [];
  const place = lookingLast(throwaway.place, async ({ primary, replicas }) => {
    gets.push(await Promise.all([primary, ...replicas].map((one) => callsOf(one, "get"))));
  });
  const settings = settingsWith({ replicas: [0, 2], chained: false, readsPerSecond: 2_000 });
  const { result, cleanUp } = await carryScaling(benchFor(place, settings, signal));

  expect(ScalingResult.parse(result)).toEqual(result);
  const [alone, fanOut] = result.rows;
  expect([alone?.failures, fanOut?.failures]).toEqual([{}, {}]);
  expect(alone?.readsFromPrimary).toBe(alone?.readSeconds?.count);
  expect(fanOut?.readsFromPrimary).toBe(0);
  expect(cleanUp).toBe("The servers were stopped and removed.");

  const [[primaryAlone] = [], [primary, first = 0, second = 0] = []] = gets;
  expect(primaryAlone).toBeGreaterThan(0);
  expect(primary).toBe(0);
  expect(first).toBeGreaterThan(0);
  expect(Math.abs(first - second)).toBeLessThanOrEqual((first + second) / 20);
});

test("the primary of a chain sends its stream once, that of a fan-out once to each replica", async () => {
  const direct: number[] = [];
  const settings = settingsWith({ replicas: [3], readsPerSecond: 200 });
  const bench = benchFor(throwaway.place, settings, signal);
  const looks: Promise<unknown>[] = [];
  const { result } = await carryScaling({
    ...bench,
    report(_, soFar) {
      const primary = throwaway.groups[0]?.primary;
      if (soFar === undefined || primary === undefined) return;
      looks.push(directReplicas(primary).then((count) => direct.push(count)));
    },
  });
  await Promise.all(looks);
  expect(direct.slice(0, 2)).toEqual([3, 1]);
  const copies = result.rows.map(
    ({ replicationBytesPerSecond, streamBytesPerSecond }) =>
      (replicationBytesPerSecond ?? Number.NaN) / (streamBytesPerSecond ?? Number.NaN),
  );
  expect(copies[0]).toBeGreaterThan(2.8);
  expect(copies[0]).toBeLessThan(3.2);
  expect(copies[1]).toBeGreaterThan(0.9);
  expect(copies[1]).toBeLessThan(1.1);
});
