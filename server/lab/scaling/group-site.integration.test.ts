import { afterEach, beforeEach, expect, test } from "vitest";
import type { Address } from "@/lib/info/view";
import type { GroupPlace } from "@/server/lab/experiment";
import { waitFor } from "@/server/testing/wait-for";
import type { ThrowawayGroup } from "../throwaway";
import { carryScaling } from ".";
import { asGroup, idOf } from "./group.fixture";
import { benchFor, callsOf, settingsWith, type Throwaway, throwawayFor } from "./scaling.fixture";

let throwaway: Throwaway;
let group: ThrowawayGroup;
let place: GroupPlace;
beforeEach(async () => {
  throwaway = await throwawayFor(new AbortController().signal);
  group = await throwaway.place.start({ shape: "fan-out", replicas: 2 });
  place = asGroup(group);
});
afterEach(() => throwaway.close());

const limits = { writesPerSecond: 500, readsPerSecond: 1_000, chained: false };
const keysLeft = async (): Promise<unknown> => await group.primary.send(["DBSIZE"]);

test("as many replicas are read as a row says, within the limits, and no key stays", async () => {
  const settings = settingsWith({ ...limits, replicas: [1] });
  const { result, cleanUp } = await carryScaling(benchFor(place, settings, new AbortController().signal));
  const [row] = result.rows;
  expect(row).toMatchObject({ shape: "fan-out", replicas: 1, failures: {}, readsFromPrimary: 0 });
  expect(row?.cpu.map(({ instance }) => instance)).toEqual(
    [group.primary, group.replicas[0]].map((one) => one && idOf(one)),
  );
  const [first, second] = group.replicas;
  if (first === undefined || second === undefined || row === undefined)
    throw new Error("something is missing");
  expect(await callsOf(group.primary, "get")).toBe(0);
  expect(await callsOf(second, "get")).toBe(0);
  expect(await callsOf(first, "get")).toBeGreaterThan(0);
  // What may come at once after a late timer, in each of two rounds, is a fiftieth of a second's worth and one.
  expect(row.readsPerSecond * row.seconds).toBeLessThanOrEqual(1_000 * row.seconds * 1.05 + 42);
  expect(row.writesPerSecond * row.seconds).toBeLessThanOrEqual(500 * row.seconds * 1.05 + 22);
  expect(cleanUp).toBe("100 keys removed.");
  expect(await keysLeft()).toBe(0);
});

test("a key of the experiment expires by itself, and stands under its prefix", async () => {
  const stop = new AbortController();
  const carried = carryScaling(
    benchFor(place, settingsWith({ ...limits, replicas: [0], seconds: 120 }), stop.signal),
  );
  await waitFor("the keys", async () => Number(await keysLeft()) === 100);
  const key = String(await group.primary.send(["RANDOMKEY"]));
  expect(key).toMatch(/^tidemark:lab:scaling-test:\d+$/);
  expect(await group.primary.send(["PTTL", key])).toBeGreaterThan(120_000);
  stop.abort(new Error("Stopped."));
  await carried;
});

test("replicas that announce what only others can dial are read where the dashboard dials them", async () => {
  const behind = await throwaway.place.start({
    shape: "fan-out",
    replicas: 2,
    settings: { "replica-announce-ip": "10.9.8.7" },
  });
  const announced: Address[] = [];
  const named: GroupPlace = {
    ...asGroup(behind),
    resolve(address) {
      announced.push(address);
      const known = behind.replicas.find(({ server }) => server.port === address.port);
      return known === undefined ? null : idOf(known);
    },
  };
  const settings = settingsWith({ ...limits, replicas: [2] });
  const { result } = await carryScaling(benchFor(named, settings, new AbortController().signal));
  expect(announced.map(({ host }) => host)).toContain("10.9.8.7");
  expect(result.rows[0]).toMatchObject({ failures: {}, readsFromPrimary: 0 });
  for (const replica of behind.replicas) expect(await callsOf(replica, "get")).toBeGreaterThan(0);
});

test("more replicas than there are is refused with their number, before anything is written", async () => {
  const settings = settingsWith({ ...limits, replicas: [0, 3] });
  await expect(carryScaling(benchFor(place, settings, new AbortController().signal))).rejects.toThrow(
    "The group orders has 2 replicas now, and 3 were to be read. Name no greater number in replicas.",
  );
  expect(await callsOf(group.primary, "set")).toBe(0);
});
