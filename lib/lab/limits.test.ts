import { expect, test } from "vitest";
import { LabSettings, ReadMode } from "@/lib/contract";
import { refusalsOf } from "./limits";

const group = { place: "group", group: "orders" } as const;
const throwaway = { place: "throwaway" } as const;
const paths = (where: Parameters<typeof refusalsOf>[0], settings: object): string[] =>
  refusalsOf(where, LabSettings.parse(settings)).map(({ path }) => path);
const slow = { delayMs: 1, paused: false, cut: false, bytesPerSecond: null };
const measured = { kind: "scaling", chained: false, writesPerSecond: 1_000, readsPerSecond: 5_000 };

test("defaults of the consistency experiment, and a scaling one at the limits, are possible in a group", () => {
  expect(paths(group, { kind: "consistency" })).toEqual([]);
  expect(paths(group, measured)).toEqual([]);
});

test.each([
  ["settings.kind", { kind: "sync" }],
  ["settings.links", { kind: "consistency", links: [slow] }],
  ["settings.chained", { ...measured, chained: true }],
  ["settings.writesPerSecond", { ...measured, writesPerSecond: null }],
  ["settings.writesPerSecond", { ...measured, writesPerSecond: 1_001 }],
  ["settings.readsPerSecond", { ...measured, readsPerSecond: null }],
  ["settings.readsPerSecond", { ...measured, readsPerSecond: 5_001 }],
  [
    "settings.readsPerSecond",
    { kind: "consistency", writesPerSecond: 1_000, modes: ReadMode.options.slice(0, 6) },
  ],
  ["settings.readsPerSecond", { kind: "consistency", writesPerSecond: 501, modes: ["bulk-read"], keys: 10 }],
  ["settings.keys", { ...measured, keys: 100_000, valueBytes: 18 }],
  ["settings.keys", { kind: "consistency", keys: 257, valueBytes: 65_536 }],
])("%s is refused in a group, and not on throw-away servers: %j", (path, settings) => {
  expect(paths(group, settings)).toEqual([path]);
  expect(paths(throwaway, settings)).toEqual([]);
});

test("of bulk-read fewer keys than it asks for are so many reads", () => {
  expect(
    paths(group, { kind: "consistency", writesPerSecond: 1_000, modes: ["bulk-read"], keys: 5 }),
  ).toEqual([]);
});
