import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Run } from "@/lib/contract";
import { startGroup, type TestGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { type Bench, idAt, openBench } from "./bench/bench.fixture";
import { createListeners } from "./listeners";
import { PeerWatch } from "./peers";

let group: TestGroup | null = null;
let benches: Bench[] = [];
let dataDir = "";
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "tidemark-peer-run-"));
});
afterEach(async () => {
  for (const bench of benches) await bench.close();
  benches = [];
  await group?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function twoOnOneStore(): Promise<[Bench, Bench]> {
  const [server] = await serverMatrix();
  if (server === undefined) throw new Error("no server");
  group = await startGroup({ binary: server, replicas: 2 });
  const open = (): Promise<Bench> => openBench({ servers: group?.all ?? [], dataDir });
  const both: [Bench, Bench] = [await open(), await open()];
  benches = both;
  return both;
}

/** A switchover under way: it waits for an ACK, which comes once a second. */
async function promoteOn(bench: Bench): Promise<Run> {
  const [target] = group?.replicas ?? [];
  if (target === undefined) throw new Error("no replica");
  return bench.start(await bench.plan({ action: "promote", instance: idAt(target) }));
}

/** The look of a process into what its peers do, taken when the test says so. */
function watchOf({ fleet, store }: Bench): PeerWatch {
  const log = pino({ level: "silent" });
  const settings = { failoverTimeoutSeconds: 3, planLifeSeconds: 60 };
  const clock = (): number => performance.timeOrigin + performance.now();
  const deps = { fleet, store, gate: { enabled: true, reason: null }, settings, clock, log };
  return new PeerWatch({
    deps,
    listeners: createListeners(log),
    isOurs: () => false,
    takeUp: async () => {},
  });
}

test("a group that stood busy with another process' run is free again, though a second one began and ended before the next look", async () => {
  const [one, two] = await twoOnOneStore();
  const watch = watchOf(two);
  const first = await promoteOn(one);
  await watch.look();
  expect(two.fleet.group("orders")?.run).toBe(first.id);
  await one.ended(first);
  await one.run({ action: "backup" });
  await watch.look();
  expect(two.fleet.group("orders")?.run).toBeNull();
});

test("a plan made right after another process' run has ended is not told that the run goes on", async () => {
  const [one, two] = await twoOnOneStore();
  const run = await promoteOn(one);
  await watchOf(two).look();
  expect(two.fleet.group("orders")?.run).toBe(run.id);
  expect((await one.ended(run)).state).toBe("succeeded");
  const after = await two.plan({ action: "backup" });
  expect(after.checks.filter(({ code }) => code === "no-run")).toMatchObject([{ status: "pass" }]);
});
