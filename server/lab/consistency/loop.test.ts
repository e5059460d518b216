import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type ConsistencyResult, ConsistencySettings, type ReadMode } from "@/lib/contract";
import { ConsistencyTally } from "@/lib/lab/consistency";
import { LabKeys } from "../keys";
import { FakeClient } from "./client.fixture";
import { ConsistencyLoop } from "./loop";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const settingsOf = (changed: Partial<ConsistencySettings>) =>
  ConsistencySettings.parse({ kind: "consistency", seconds: 2, ...changed });

/** Runs a loop on a clock of its own; `during` is called after that many milliseconds. */
async function run(
  client: FakeClient,
  changed: Partial<ConsistencySettings>,
  during?: { readonly atMs: number; act(stop: () => void): void },
) {
  const settings = settingsOf(changed);
  const startedMs = performance.now();
  const tally = new ConsistencyTally(startedMs, settings.modes);
  const keys = new LabKeys("x", settings.keys, settings.seconds);
  const stop = new AbortController();
  const loop = new ConsistencyLoop({ client, settings, keys, tally, startedMs, signal: stop.signal });
  let tookMs: number | null = null;
  const running = loop.run().then((end) => {
    tookMs = performance.now() - startedMs;
    return end;
  });
  if (during !== undefined) {
    await vi.advanceTimersByTimeAsync(during.atMs);
    during.act(() => stop.abort());
  }
  await vi.advanceTimersByTimeAsync(10_000);
  if (tookMs === null) throw new Error("it did not end");
  return { result: tally.result(), tookMs: Number(tookMs), ...(await running) };
}

const of = (result: ConsistencyResult, mode: ReadMode) => {
  const found = result.modes.find((one) => one.mode === mode);
  if (found === undefined) throw new Error(`no ${mode}`);
  return found;
};

test("it writes at the rate asked for, each key in turn, and each write is read in each mode", async () => {
  const client = new FakeClient();
  const { result, tookMs } = await run(client, {
    writesPerSecond: 50,
    keys: 5,
    modes: ["primary", "read-latest"],
  });
  expect(result.writes).toMatchObject({ sent: 100, acknowledged: 100, failed: 0, wait: null });
  for (const mode of result.modes)
    expect(mode).toMatchObject({ reads: 100, fresh: 100, stale: 0, refused: 0 });
  const written = client.asked.filter(({ mode }) => mode === "write").map(({ words }) => words[1]);
  expect(written.slice(0, 6)).toEqual([0, 1, 2, 3, 4, 0].map((n) => `tidemark:lab:x:${n}`));
  expect(tookMs).toBeGreaterThanOrEqual(2_000);
  expect(tookMs).toBeLessThan(2_100);
});

test("a replica that is 300 ms behind is stale by 300 ms, less the time between two writes of a key, and a bit", async () => {
  const client = new FakeClient();
  client.delayMs = 300;
  const { result } = await run(client, { writesPerSecond: 100, keys: 1, modes: ["replica", "primary"] });
  expect(of(result, "primary")).toMatchObject({ stale: 0 });
  const replica = of(result, "replica");
  expect(replica.fresh).toBe(0);
  expect(replica.staleSeconds?.max).toBeLessThanOrEqual(0.3);
  expect(replica.staleSeconds?.p50).toBeGreaterThanOrEqual(0.285);
});

test("WAIT for the one replica there is makes it fresh, and holds each write back as long as the replica is behind", async () => {
  const client = new FakeClient();
  client.delayMs = 30;
  const { result } = await run(client, { modes: ["replica"], wait: { replicas: 1, timeoutMs: 100 } });
  expect(of(result, "replica")).toMatchObject({ stale: 0 });
  expect(result.writes.wait).toEqual({ reached: [0, 100] });
  expect(result.writes.seconds?.p50).toBeGreaterThanOrEqual(0.03);
});

test("a mode that waits for its last read leaves reads out, and holds up nobody", async () => {
  const client = new FakeClient();
  client.faults.set("replica", "hangs");
  const { result, tookMs } = await run(client, { modes: ["replica", "primary"] });
  expect(result.writes.acknowledged).toBe(100);
  expect(of(result, "primary").fresh).toBe(100);
  expect(of(result, "replica")).toMatchObject({ reads: 1, refused: 1, refusals: { unanswered: 1 } });
  expect(client.asked.filter(({ mode }) => mode === "replica")).toHaveLength(1);
  expect(tookMs).toBeLessThan(5_100);
});

test("a primary that does not answer has one write of each key under way, and no more", async () => {
  const client = new FakeClient();
  client.faults.set("write", "hangs");
  const { result, abandoned } = await run(client, { keys: 3 });
  expect(abandoned).toBe(3);
  expect(result.writes).toMatchObject({ sent: 3, acknowledged: 0, failed: 3 });
  expect(client.asked).toHaveLength(3);
});

test("what is refused is counted with its code, and as no read that saw anything", async () => {
  const client = new FakeClient();
  client.faults.set("read-latest", { code: "latest-in-doubt" });
  const { result } = await run(client, { modes: ["read-latest"] });
  expect(of(result, "read-latest")).toMatchObject({
    reads: 100,
    fresh: 0,
    refused: 100,
    refusals: { "latest-in-doubt": 100 },
  });
});

test("a value that the lab did not write is no read that saw anything", async () => {
  const client = new FakeClient();
  client.foreign = "somebody's";
  const { result } = await run(client, { modes: ["primary"] });
  expect(of(result, "primary")).toMatchObject({ fresh: 0, stale: 0, refusals: { unreadable: 100 } });
});

test("bulk-read asks for the keys written last, at most ten", async () => {
  const client = new FakeClient();
  const { result } = await run(client, { seconds: 1, writesPerSecond: 20, keys: 20, modes: ["bulk-read"] });
  // One key, then two, up to ten of them, and ten from then on.
  expect(of(result, "bulk-read")).toMatchObject({ reads: 45 + 11 * 10, stale: 0 });
});

test("a stop ends it within a second with what it has, whatever hangs, and nothing is sent after it", async () => {
  const client = new FakeClient();
  client.faults.set("replica", "hangs");
  const { result, tookMs } = await run(
    client,
    { seconds: 600, modes: ["replica", "primary"] },
    { atMs: 1_000, act: (stop) => stop() },
  );
  expect(tookMs).toBeLessThan(1_900);
  expect(result.writes.acknowledged).toBeGreaterThanOrEqual(50);
  expect(
    Math.max(...client.asked.map(({ atMs }) => atMs)) - (client.asked[0]?.atMs ?? 0),
  ).toBeLessThanOrEqual(1_000);
});
