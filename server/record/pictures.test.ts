import { pino } from "pino";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Group } from "@/lib/contract";
import { contextOf } from "@/lib/plan/group.fixture";
import { having } from "@/lib/plan/healthy.fixture";
import { ProblemError } from "@/server/errors";
import type { FleetListener } from "@/server/ports";
import { recordPictures } from "./pictures";

const t0 = 1_800_000_000_000;
const version = (of: string): Group => contextOf(having({ name: "eu-1", version: of })).group;

let kept: [string | null | undefined, number][] = [];
let full = false;
let listener: FleetListener = {};
let stop: () => Promise<void>;
beforeEach(() => {
  vi.useFakeTimers();
  kept = [];
  full = false;
  stop = recordPictures(
    {
      listen(given) {
        listener = given;
        return () => {};
      },
    },
    {
      pictures: {
        append: async (pictures) => {
          if (full) throw new ProblemError(503, "store-failing", "", "");
          kept.push(
            ...pictures.map(({ group, atMs }): [string | null | undefined, number] => [
              group.instances.find(({ id }) => id === "eu-1:6379")?.version,
              atMs - t0,
            ]),
          );
        },
        at: () => Promise.reject(new Error("not asked")),
      },
    },
    pino({ level: "silent" }),
  );
});
afterEach(async () => {
  vi.useRealTimers();
  await stop();
});
const tick = (group: Group, ms: number) => listener.tick?.(group, [], t0 + ms);

test("The moment of an event shows what it is about, also where something else changes within the same second", async () => {
  tick(version("7.0.15"), 0);
  await vi.advanceTimersByTimeAsync(1_000);
  tick(version("8.0.0"), 1_200);
  tick(version("8.0.1"), 1_700);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(kept).toEqual([
    ["7.0.15", 0],
    ["8.0.1", 1_200],
  ]);
});

test("A picture is kept when the watch begins, and then only when something changes", async () => {
  for (let ms = 0; ms < 10_000; ms += 100) {
    tick(version(ms < 5_000 ? "7.0.15" : "8.0.0"), ms);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(kept).toEqual([
    ["7.0.15", 0],
    ["8.0.0", 5_000],
  ]);
});

test("Of several changes within a second the last is kept from the first one's time on, and none of the seconds before is lost", async () => {
  tick(version("1"), 0);
  tick(version("2"), 400);
  tick(version("3"), 999);
  tick(version("4"), 1_000);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(kept).toEqual([
    ["3", 0],
    ["4", 1_000],
  ]);
});

test("What could not be written is written when the store is well again, the newest of a group alone", async () => {
  full = true;
  for (const [i, name] of ["1", "2", "3"].entries()) {
    tick(version(name), i * 1_000);
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(kept).toEqual([]);
  full = false;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(kept).toEqual([["3", 2_000]]);
});

test("A group that is watched anew gets a picture at once", async () => {
  tick(version("1"), 0);
  await vi.advanceTimersByTimeAsync(1_000);
  listener.gone?.("orders");
  tick(version("1"), 5_000);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(kept).toEqual([
    ["1", 0],
    ["1", 5_000],
  ]);
});
