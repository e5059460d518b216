import { expect, it } from "vitest";
import type { Stragglers } from "@/lib/contract";
import { clientsWord, refusedWords } from "./words";

const found = (over: Partial<Stragglers>): Stragglers => ({
  sampledAt: "2026-03-01T14:08:31.000Z",
  clients: 12,
  writers: 3,
  refused: 4080,
  refusedPerSecond: 340,
  ...over,
});

it.each([
  [{}, "12 clients, 3 of them write"],
  [{ writers: 1 }, "12 clients, 1 of them writes"],
  [{ writers: 12 }, "12 clients, and all write"],
  [{ writers: 0 }, "12 clients"],
  [{ clients: 1, writers: 1 }, "1 client, and it writes"],
  [{ clients: 0, writers: 0 }, "no client"],
])("counts who is still there: %j", (over, words) => {
  expect(clientsWord(found(over))).toBe(words);
});

it.each([
  [{}, ["340\u00a0writes/s refused", "4,080 in all"]],
  [{ refusedPerSecond: 0.52 }, ["0.5\u00a0writes/s refused", "4,080 in all"]],
  [{ refusedPerSecond: 0 }, ["0\u00a0writes/s refused", "4,080 in all"]],
  [{ refusedPerSecond: null }, ["4,080 in all"]],
  [{ refused: null, refusedPerSecond: null }, ["its version does not count refused writes"]],
])("tells what is refused there, and says so where nobody counts: %j", (over, words) => {
  expect(refusedWords(found(over))).toEqual(words);
});
