import { expect, test } from "vitest";
import { MIB, settingsOf } from "./sync.fixture";
import { estimateCases, estimateSeconds, estimateWords, syncCases } from "./sync-estimate";

test("a primary is filled once for each size, and copied at each speed", () => {
  const settings = settingsOf({ dataBytes: [MIB, 2 * MIB], bytesPerSecond: [null, MIB] });
  expect(syncCases(settings).map(({ dataBytes, bytesPerSecond }) => [dataBytes, bytesPerSecond])).toEqual([
    [MIB, null],
    [MIB, MIB],
    [2 * MIB, null],
    [2 * MIB, MIB],
  ]);
  expect(estimateCases(settings).map(({ fillSeconds }) => fillSeconds > 0)).toEqual([
    true,
    false,
    true,
    false,
  ]);
});

test("a link takes its time for the size, and again after an outage that outgrows the backlog", () => {
  const base = { dataBytes: [64 * MIB], bytesPerSecond: [MIB], outageSeconds: 3, writeBytesPerSecond: MIB };
  const [full] = estimateCases(settingsOf({ ...base, backlogBytes: MIB }));
  const [partial] = estimateCases(settingsOf({ ...base, backlogBytes: 4 * MIB }));
  expect(full?.fullSeconds).toBeGreaterThan(64);
  expect(full?.fullSeconds).toBeLessThan(66);
  expect(full?.resyncSeconds).toBe(full?.fullSeconds);
  expect(partial?.resyncSeconds).toBeCloseTo(4);
  expect(partial?.resyncBytes).toBe(4 * MIB);
});

test("a delay and a longer outage lengthen it", () => {
  const at = (over: Parameters<typeof settingsOf>[0]): number => estimateSeconds(settingsOf(over));
  expect(at({ delayMs: 1_000 })).toBeGreaterThan(at({}));
  expect(at({ outageSeconds: 13 }) - at({ outageSeconds: 3 })).toBeGreaterThanOrEqual(20);
});

test("it is said how long it will take, and past an hour what makes it so", () => {
  const plain = (text: string): string => text.replaceAll("\u00a0", " ");
  expect(plain(estimateWords(settingsOf()))).toMatch(/^It will take about \d+ s\.$/);
  const long = settingsOf({ dataBytes: [1024 * MIB], bytesPerSecond: [MIB / 2] });
  expect(plain(estimateWords(long))).toBe(
    "It will take about 1 h 09 m. 1 h 09 m of that is for copies through the links: a smaller size or a faster link shortens it.",
  );
});
