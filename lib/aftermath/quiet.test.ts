import { expect, test } from "vitest";
import type { ClientList, ConnectedClient } from "@/lib/contract";
import { aClient } from "@/lib/plan/clients.fixture";
import { isQuiet, lookAgain, quietWords, type Watched } from "./quiet";

const list = (
  readonlyErrors: number | null,
  clients: readonly ConnectedClient[] = [aClient()],
): ClientList => ({
  instance: "us-1:6379",
  sampledAt: "2026-03-01T14:08:31.000Z",
  total: clients.length,
  clients: [...clients],
  readonlyErrors,
});

/** Looks every 2 s, at what `at` gives for that many seconds. */
function after(seconds: number, at: (second: number) => ClientList): Watched {
  let watched: Watched | null = null;
  for (let second = 0; second <= seconds; second += 2)
    watched = lookAgain(watched, at(second), second * 1000);
  if (watched === null) throw new Error("never looked");
  return watched;
}

test("refused writes are counted from the first look on, and per second", () => {
  expect(after(10, (second) => list(5000 + 340 * second)).latest).toEqual({
    sampledAt: "2026-03-01T14:08:31.000Z",
    clients: 1,
    writers: 1,
    refused: 3400,
    refusedPerSecond: 340,
  });
  expect(after(0, () => list(5000)).latest).toMatchObject({ refused: 0, refusedPerSecond: null });
});

test("it is quiet 30 s after the last refused write, whoever is still connected", () => {
  const stops = (second: number) => list(100 + Math.min(second, 20));
  expect(isQuiet(after(48, stops))).toBe(false);
  const end = after(50, stops);
  expect(isQuiet(end)).toBe(true);
  expect(quietWords(end)).toEqual({
    title: "no client has tried to write there for 30 s",
    detail: "20 writes were refused there since the promotion. 1 client reads from it.",
  });
});

test("it is quiet a few seconds after its last client has left, and not between two connections of one", () => {
  const leaves = (second: number) => list(100 + second, second < 10 ? [aClient()] : []);
  expect(isQuiet(after(12, leaves))).toBe(false);
  expect(isQuiet(after(16, leaves))).toBe(true);
  expect(isQuiet(after(16, (second) => list(100 + second, second === 12 ? [] : [aClient()])))).toBe(false);
});

test("where errors are not counted, a client that has just sent a write tries to write", () => {
  const idle = (second: number) => list(null, [aClient({ idleSeconds: second })]);
  expect(isQuiet(after(60, () => list(null)))).toBe(false);
  expect(isQuiet(after(60, idle))).toBe(true);
  expect(after(60, () => list(null)).latest).toMatchObject({
    refused: null,
    refusedPerSecond: null,
    writers: 1,
  });
});

test("replicas, Sentinels and Tidemark are no stragglers", () => {
  const kinds = (["replica", "upstream", "sentinel", "tidemark"] as const).map((kind) => aClient({ kind }));
  expect(after(0, () => list(0, kinds)).latest).toMatchObject({ clients: 0, writers: 0 });
});

test("a count that begins anew with a restart is added, not subtracted", () => {
  expect(after(4, (second) => list(second === 4 ? 7 : 100 + second)).latest?.refused).toBe(9);
});
