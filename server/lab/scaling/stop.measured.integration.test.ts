import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { waitFor } from "@/server/testing/wait-for";
import { carryScaling } from ".";
import { asGroup } from "./group.fixture";
import {
  benchFor,
  isThere,
  loadProcesses,
  settingsWith,
  type Throwaway,
  throwawayFor,
} from "./scaling.fixture";

let throwaway: Throwaway;
beforeEach(async () => {
  throwaway = await throwawayFor(new AbortController().signal);
});
afterEach(() => throwaway.close());

test("stopped, it leaves no key and no process within a second, and gives what it has", async () => {
  const group = await throwaway.place.start({ shape: "fan-out", replicas: 2 });
  const stop = new AbortController();
  const settings = settingsWith({
    replicas: [0, 2],
    chained: false,
    seconds: 2,
    writesPerSecond: 500,
    readsPerSecond: 1_000,
  });
  let rows = 0;
  const carried = carryScaling(
    benchFor(asGroup(group), settings, stop.signal, (_, soFar) => {
      rows = soFar?.rows.length ?? rows;
    }),
  );
  await waitFor("the first row", () => rows === 1);
  const pids = loadProcesses();
  expect(pids).not.toEqual([]);
  for (const pid of pids)
    for (const file of ["cmdline", "environ"])
      expect(readFileSync(`/proc/${pid}/${file}`, "utf8")).not.toContain(group.password);
  const stoppedMs = performance.now();
  stop.abort(new Error("Stopped."));
  const { result, cleanUp } = await carried;
  expect(performance.now() - stoppedMs).toBeLessThan(1_000);
  expect(pids.filter(isThere)).toEqual([]);
  expect(await group.primary.send(["DBSIZE"])).toBe(0);
  expect(cleanUp).toBe("100 keys removed.");
  expect(result.rows).toHaveLength(1);
});
