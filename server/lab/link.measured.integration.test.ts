import { afterEach, expect, test } from "vitest";
import type { LinkWeather } from "@/lib/contract";
import { waitFor } from "@/server/testing/wait-for";
import { fairWeather, LabLink } from "./link";
import { Sink, Source } from "./link-ends.fixture";

const MB = 1_000_000;
const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function pass(
  bytes: number,
  weather: Partial<LinkWeather>,
  sinks = 1,
): Promise<{ firstSeconds: number; allSeconds: number }> {
  const source = await Source.start(bytes);
  undo.push(() => source.close());
  const link = await LabLink.start(source);
  undo.push(() => link.close());
  link.change({ ...fairWeather, ...weather });
  const start = performance.now();
  const dialled = await Promise.all(Array.from({ length: sinks }, () => Sink.dial(link.port)));
  await waitFor("all bytes", () => dialled.every((sink) => sink.bytes === bytes), 30_000);
  const first = Math.min(...dialled.map(({ firstMs }) => firstMs ?? Number.NaN));
  return { firstSeconds: (first - start) / 1000, allSeconds: (performance.now() - start) / 1000 };
}

test("a delay is a delay and no limit on the rate: 48 MB that are 300 ms under way are there soon after the first byte", async () => {
  const { firstSeconds, allSeconds } = await pass(48 * MB, { delayMs: 300 });
  expect(firstSeconds).toBeGreaterThanOrEqual(0.3);
  expect(allSeconds - firstSeconds).toBeLessThan(1.5);
});

test.each([
  [0.25, 0.5],
  [1, 2],
  [4, 6],
  [16, 24],
])("a link of %s MB/s takes %s MB in the time they need, within five hundredths", async (rate, megabytes) => {
  const { allSeconds } = await pass(megabytes * MB, { bytesPerSecond: rate * MB });
  expect(allSeconds / (megabytes / rate)).toBeGreaterThan(0.95);
  expect(allSeconds / (megabytes / rate)).toBeLessThan(1.05);
});

test("a delay does not slow a slow link further, and two connections share its rate", async () => {
  const delayed = await pass(2 * MB, { bytesPerSecond: 2 * MB, delayMs: 200 });
  expect(delayed.allSeconds).toBeGreaterThan(1.15);
  expect(delayed.allSeconds).toBeLessThan(1.26);
  const shared = await pass(MB, { bytesPerSecond: 2 * MB }, 2);
  expect(shared.allSeconds).toBeGreaterThan(0.95);
  expect(shared.allSeconds).toBeLessThan(1.05);
});
