import { afterEach, expect, test } from "vitest";
import { freePort, type LocalServer } from "@/server/local";
import { replicationField } from "@/server/testing/ask";
import { startGroup, startReplica, stopServers, type TestGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { type Bench, idAt, openBench } from "./bench/bench.fixture";
import { callsOf, writeMs } from "./bench/stats.fixture";
import { startWriters } from "./bench/writers.fixture";

const TIMEOUT_SECONDS = 1;
/** A primary must take writes again by TIMEOUT + 2 s, by our own ABORT at the latest. */
const BACK_BY_SECONDS = TIMEOUT_SECONDS + 2;

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const [binary] = (await serverMatrix()).filter(({ version }) => !version.startsWith("6."));
if (binary === undefined) throw new Error("no server with FAILOVER here");

async function start(replicas: number): Promise<{ group: TestGroup; target: LocalServer }> {
  const group = await startGroup({
    binary: binary ?? never(),
    replicas,
    settings: { "repl-ping-replica-period": "3600" },
  });
  closing.push(() => group.stop());
  return { group, target: group.replicas[0] ?? group.primary };
}

const never = (): never => {
  throw new Error("missing");
};

async function open(servers: readonly LocalServer[], addresses: Record<string, string> = {}): Promise<Bench> {
  const bench = await openBench({ servers, config: { addresses }, failoverTimeoutSeconds: TIMEOUT_SECONDS });
  closing.push(() => bench.close());
  return bench;
}

/** Calls `then` when step 1 is in the journal and its command has not left yet. */
function beforeSending(bench: Bench, then: () => void): void {
  const stop = bench.actions.listen({
    run(run) {
      if (run.steps[0]?.state !== "running") return;
      stop();
      then();
    },
  });
}

async function expectPrimaryBack(group: TestGroup): Promise<void> {
  expect(await writeMs(group.primary)).toBeLessThan(500);
  expect(await replicationField(group.primary, "role")).toBe("master");
  expect(await replicationField(group.primary, "master_failover_state")).toBe("no-failover");
}

test("a target that stops while writes wait for it: Redis gives up by TIMEOUT, and nothing is changed", async () => {
  const { group, target } = await start(2);
  const bench = await open(group.all);
  const writers = startWriters([group.primary], 4);
  const plan = await bench.plan({ action: "promote", instance: idAt(target) });
  beforeSending(bench, () => target.pause());
  const run = await bench.ended(await bench.start(plan));
  await writers.stop();
  target.resume();

  expect(run).toMatchObject({ state: "unchanged", advice: null });
  expect(run.summary).toMatch(/did not acknowledge all writes within \d+ ms in 2 tries, so Redis gave up/);
  expect(run.writePausedSeconds).toBeGreaterThan(TIMEOUT_SECONDS / 2);
  // All that Redis heard, and the look that saw it was over.
  expect(run.writePausedSeconds).toBeLessThan(TIMEOUT_SECONDS + 0.2);
  expect(run.steps[0]?.command?.at(-1)).not.toBe("100");
  expect(run.steps.slice(1).map((step) => step.state)).toEqual(run.steps.slice(1).map(() => "skipped"));
  expect(await writers.lostOn(group.primary)).toEqual([]);
  await expectPrimaryBack(group);
});

test("a target that stops when the old primary has stepped down: our ABORT brings it back in time", async () => {
  const { group, target } = await start(2);
  const bench = await open(group.all);
  const plan = await bench.plan({ action: "promote", instance: idAt(target) });
  beforeSending(bench, () => target.pause());
  const run = await bench.ended(await bench.start(plan));
  await expectPrimaryBack(group);
  target.resume();

  expect(run).toMatchObject({ state: "rolled-back", advice: null });
  expect(run.summary).toContain("FAILOVER ABORT was sent");
  expect(run.writePausedSeconds).toBeLessThan(BACK_BY_SECONDS);
  expect(await replicationField(target, "role")).toBe("slave");
  await expectPrimaryBack(group);
});

test("a target that the primary cannot reach where it is announced: our ABORT ends a wait that Redis never would", async () => {
  const { group } = await start(1);
  const closed = await freePort("127.0.0.1");
  const target = await startReplica(binary ?? never(), group.primary, {
    "replica-announce-ip": "127.0.0.1",
    "replica-announce-port": String(closed),
  });
  closing.push(() => stopServers([target]));
  const bench = await open([...group.all, target], { [`127.0.0.1:${closed}`]: idAt(target) });
  const run = (await bench.run({ action: "promote", instance: idAt(target) })).run;

  expect(run.state).toBe("rolled-back");
  expect(run.writePausedSeconds).toBeLessThan(BACK_BY_SECONDS);
  expect(await callsOf(group.primary, "failover")).toBe(2);
  await expectPrimaryBack(group);
});

test("a cancelled failover is aborted at once, and the primary takes writes again", async () => {
  const { group, target } = await start(1);
  const bench = await openBench({ servers: group.all, failoverTimeoutSeconds: 30 });
  closing.push(() => bench.close());
  const plan = await bench.plan({ action: "promote", instance: idAt(target) });
  beforeSending(bench, () => target.pause());
  const started = await bench.start(plan);
  await waitFor("FAILOVER was sent", async () => (await callsOf(group.primary, "failover")) > 0);
  const cancelled = await bench.actions.cancel(started.id);
  expect(cancelled.state).toBe("running");
  const run = await bench.ended(started);
  target.resume();

  expect(["unchanged", "rolled-back"]).toContain(run.state);
  expect(run.summary).toContain("Cancelled: FAILOVER ABORT was sent.");
  await expectPrimaryBack(group);
  await expect(bench.actions.cancel(started.id)).rejects.toMatchObject({ code: "not-cancellable" });
});

test("a run cancelled before its command has left sends none", async () => {
  const { group, target } = await start(1);
  const bench = await open(group.all);
  const plan = await bench.plan({ action: "promote", instance: idAt(target) });
  const started = await bench.start(plan);
  await bench.actions.cancel(started.id);
  const run = await bench.ended(started);
  expect(run).toMatchObject({ state: "unchanged", writePausedSeconds: null });
  expect(run.summary).toContain("Cancelled");
  expect(await callsOf(group.primary, "failover")).toBe(0);
});
