import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { Slots } from "./slots";

test("each connection has as many under way as it has slots, and no more", async () => {
  const underWay = new Map<number, number>();
  let most = 0;
  const slots = new Slots({
    connections: 3,
    pipeline: 2,
    perSecond: null,
    most: 200,
    carry: async (connection) => {
      const now = (underWay.get(connection) ?? 0) + 1;
      underWay.set(connection, now);
      most = Math.max(most, ...underWay.values());
      await delay(1);
      underWay.set(connection, (underWay.get(connection) ?? 0) - 1);
      return true;
    },
  });
  await slots.finished;
  expect(most).toBe(2);
  expect([...underWay]).toEqual([
    [0, 0],
    [1, 0],
    [2, 0],
  ]);
});

test("it is stopped only when the last that was under way has ended, and begins none after", async () => {
  const ends: (() => void)[] = [];
  const slots = new Slots({
    connections: 1,
    pipeline: 2,
    perSecond: null,
    carry: () => new Promise((resolve) => ends.push(() => resolve(true))),
  });
  let stopped = false;
  const stop = slots.stop().then(() => {
    stopped = true;
  });
  ends[0]?.();
  await delay(5);
  expect(stopped).toBe(false);
  ends[1]?.();
  await stop;
  expect(ends).toHaveLength(2);
});

test("what fails at once leaves time for everything else", async () => {
  let tries = 0;
  const slots = new Slots({
    connections: 1,
    pipeline: 1,
    perSecond: null,
    carry: async () => {
      tries += 1;
      return false;
    },
  });
  await delay(50);
  await slots.stop();
  expect(tries).toBeGreaterThan(1);
  expect(tries).toBeLessThan(10);
});

test("a rate holds for the first as for all others", async () => {
  let begun = 0;
  const began = performance.now();
  const slots = new Slots({
    connections: 8,
    pipeline: 8,
    perSecond: 500,
    most: 60,
    carry: async () => {
      begun += 1;
      return true;
    },
  });
  await slots.finished;
  expect(begun).toBe(60);
  // The first and one catching-up may come at once; the others have to wait.
  expect(performance.now() - began).toBeGreaterThanOrEqual(((60 - 12) / 500) * 1000 - 5);
});
