import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Run, ScheduleKind } from "@/lib/contract";
import { ask } from "@/server/testing/ask";
import { idAt } from "@/server/testing/fleet";
import { startGroup, startTestServer, stopServers, type TestGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { type KeepBench, noSchedules, openKeepBench, TestClock } from "./keep.fixture";

const [own] = (await serverMatrix()).filter(({ name }) => name.startsWith("redis-7"));
if (own === undefined) throw new Error("there is no redis-7");
const binary = own;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Half past some hour near the real time, since backups are dated by that. */
const t0 = Math.floor(Date.now() / hourMs) * hourMs + 30 * minuteMs;
const hour = (n: number): string => new Date(t0 + (n - 0.5) * hourMs).toISOString();
const hourly = { ...noSchedules, schedule: "0 * * * *" };

const closing: (() => unknown)[] = [];
let dataDir = "";
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "tidemark-schedules-"));
  closing.push(() => rmSync(dataDir, { recursive: true, force: true }));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function startServers(replicas = 1): Promise<TestGroup> {
  const group = await startGroup({ binary, replicas });
  closing.push(() => group.stop());
  await ask(group.primary, [["MSET", ...Array.from({ length: 300 }, (_, n) => [`k${n}`, "v"]).flat()]]);
  for (const replica of group.replicas)
    await waitFor("it has the keys", async () => (await ask(replica, [["DBSIZE"]])) === 300);
  return group;
}

/** Resolves once no replica saves: one that does is waited for, which takes a minute of the clock. */
async function idle({ replicas }: TestGroup): Promise<void> {
  for (const replica of replicas)
    await waitFor("its child has ended", async () =>
      String(await ask(replica, [["INFO", "persistence"]])).includes("rdb_bgsave_in_progress:0"),
    );
}

async function open(
  group: Pick<TestGroup, "all">,
  clock: TestClock,
  more: Parameters<typeof openKeepBench>[1] = {},
): Promise<KeepBench> {
  const bench = await openKeepBench({ servers: group.all, dataDir }, { settings: hourly, clock, ...more });
  closing.push(() => bench.close());
  return bench;
}

const runs = (bench: KeepBench): Promise<Run[]> => bench.store.runs.list({ limit: 50 });
async function last(bench: KeepBench, kind: ScheduleKind = "backup") {
  const { schedules } = await bench.keep.schedules();
  return schedules.find((one) => one.kind === kind)?.last ?? null;
}
/** Waits for a slot to come out; with a clock, time passes meanwhile, a second at each look. */
const slotDone = (bench: KeepBench, n: number, outcome = "succeeded", clock?: TestClock): Promise<unknown> =>
  waitFor(
    `slot ${n} is ${outcome}`,
    async () => {
      const now = await last(bench);
      clock?.pass(1000);
      return now?.slot === hour(n) && now.outcome === outcome;
    },
    20_000,
  ).catch(async (problem: Error) => {
    throw new Error(`${problem.message}\n${JSON.stringify([await last(bench), await runs(bench)], null, 1)}`);
  });

test("Of two processes on one store one takes the slot, and both tell of it", async () => {
  const group = await startServers();
  const clocks = [new TestClock(t0), new TestClock(t0)];
  const benches: KeepBench[] = [];
  for (const clock of clocks) benches.push(await open(group, clock));
  const [one, two] = benches;
  if (one === undefined || two === undefined) throw new Error("no benches");
  expect(await runs(one)).toEqual([]);
  expect((await one.keep.schedules()).schedules[0]).toMatchObject({
    expression: "0 * * * *",
    next: hour(1),
    off: null,
  });
  for (let n = 1; n <= 3; n += 1) {
    await idle(group);
    for (const clock of clocks) for (let minute = 0; minute < 60; minute += 1) clock.pass(minuteMs);
    for (const bench of benches) await slotDone(bench, n);
    const all = await runs(one);
    expect(all).toHaveLength(n);
    expect(all[0]).toMatchObject({ actor: "schedule", action: "backup", state: "succeeded" });
  }
  expect(await one.store.backups.list({})).toHaveLength(3);
  expect([...one.events, ...two.events]).toEqual([]);
});

test("A clock that is set forth and back starts no slot twice, and what it jumps over is said and not made up", async () => {
  const group = await startServers();
  const clock = new TestClock(t0);
  const bench = await open(group, clock);
  const count = async (): Promise<number> => (await runs(bench)).length;
  const settle = (): Promise<void> => clock.passAndLook(minuteMs);

  // Nothing wakes it when the clock is set, and yet it is noticed within a minute.
  expect(clock.sleepsMs).toBeLessThanOrEqual(minuteMs);
  clock.set(t0 + 5 * hourMs);
  clock.pass(minuteMs);
  await slotDone(bench, 5);
  expect(await last(bench)).toMatchObject({
    text: expect.stringMatching(/^Made up 31\sm\s00\ss late: Backup verified/),
  });
  expect(bench.events).toMatchObject([
    { type: "schedule-missed", title: "Scheduled backup of orders was missed 4 times" },
  ]);

  // Back: what was jumped over stays so, what comes anew is done, the slot of before is not done again.
  clock.set(t0 + 3 * hourMs);
  await settle();
  await settle();
  expect(await count()).toBe(1);
  await idle(group);
  clock.set(t0 + 3.5 * hourMs - 30_000);
  await settle();
  await slotDone(bench, 4);
  clock.set(t0 + 4.5 * hourMs - 30_000);
  await settle();
  await settle();
  expect(await count()).toBe(2);

  await idle(group);
  // A year ahead and back: the year in between is not lost.
  clock.set(t0 + 8760 * hourMs);
  clock.pass(minuteMs);
  await waitFor(
    "a run a year ahead",
    async () => (await count()) === 3 && (await last(bench))?.outcome === "succeeded",
  );
  await idle(group);
  clock.set(t0 + 6.5 * hourMs - 30_000);
  await settle();
  await slotDone(bench, 7);
  expect(await count()).toBe(4);
});

test("What was due while Tidemark was down is made up once, and nothing that was due before there was a schedule", async () => {
  const group = await startServers();
  const before = await open(group, new TestClock(t0));
  await before.keep.close();
  const clock = new TestClock(t0 + 10 * hourMs);
  const after = await open(group, clock);
  await slotDone(after, 10);
  expect(await runs(after)).toHaveLength(1);
  expect(after.events).toMatchObject([{ title: "Scheduled backup of orders was missed 9 times" }]);
  await after.keep.close();
  // Another expression is another schedule, which begins when it is first followed.
  const other = { ...hourly, schedule: "15 * * * *" };
  const later = await open(group, new TestClock(t0 + 20 * hourMs), { settings: other });
  await later.keep.schedules();
  expect(await runs(later)).toHaveLength(1);
});

test("A group that a run holds is backed up once that has ended, or passed over when the next slot is due", async () => {
  const group = await startServers(2);
  const [replica] = group.replicas;
  if (replica === undefined) throw new Error("no replica");
  const clock = new TestClock(t0);
  const bench = await open(group, clock);
  // 300 keys at 50 ms each: held until it is cancelled.
  await ask(replica, [["CONFIG", "SET", "rdb-key-save-delay", "50000"]]);
  const long = await bench.start(await bench.plan({ action: "backup", instance: idAt(replica) }));
  // One that looks before that takes the slot and, being refused, gives it back.
  await waitFor("the group shows what holds it", () => bench.fleet.group("orders")?.run === long.id);
  clock.set(t0 + 0.5 * hourMs);
  await clock.passAndLook(minuteMs);
  expect(await last(bench)).toBeNull();
  clock.set(t0 + 1.5 * hourMs);
  clock.pass(minuteMs);
  await slotDone(bench, 1, "skipped");
  expect(bench.events).toMatchObject([
    {
      type: "schedule-missed",
      title: "Scheduled backup of orders was passed over",
      detail: expect.stringContaining(
        "orders was held by a run, or its source was saving, until the next one was due.",
      ),
    },
  ]);
  expect(await runs(bench)).toHaveLength(1);
  await bench.actions.cancel(long.id);
  await slotDone(bench, 2, "succeeded", clock);
  expect(await runs(bench)).toHaveLength(2);
});

test("What wants a confirmation is not begun: it is a failed backup with the reason, once", async () => {
  const primary = await startTestServer(binary);
  closing.push(() => stopServers([primary]));
  const clock = new TestClock(t0);
  const bench = await open({ all: [primary] }, clock);
  for (let minute = 0; minute < 33; minute += 1) clock.pass(minuteMs);
  await slotDone(bench, 1, "failed");
  const why = "is the primary: saving forks it and slows its writes. A schedule confirms nothing";
  expect(await bench.store.backups.list({})).toMatchObject([
    { state: "failed", error: expect.stringContaining(why), run: null, group: "orders" },
  ]);
  expect(bench.told).toHaveLength(1);
  expect(bench.events).toMatchObject([
    { title: "Scheduled backup of orders could not be begun", detail: expect.stringContaining(why) },
  ]);
  expect(await runs(bench)).toEqual([]);
});

test("While actions are off nothing is begun, and the schedules say why", async () => {
  const group = await startServers();
  const clock = new TestClock(t0);
  const gate = { enabled: false, reason: "Actions are switched off: actions.enabled is false." };
  const bench = await open(group, clock, { gate });
  for (let minute = 0; minute < 61; minute += 1) clock.pass(minuteMs);
  const [schedule] = (await bench.keep.schedules()).schedules;
  expect(schedule).toMatchObject({ expression: "0 * * * *", next: null, off: gate.reason, last: null });
  expect(await runs(bench)).toEqual([]);
});

test("A drill is of the newest verified backup, by the schedule, and waits while another one goes on", async () => {
  const group = await startServers();
  const clock = new TestClock(t0);
  const asked: string[][] = [];
  let tell: ((run: Run) => void) | null = null;
  let busy = true;
  const settings = { ...noSchedules, drill: { ...noSchedules.drill, schedule: "0 * * * *" } };
  const drills = {
    startDrill: async (backup: string, actor: string) => {
      asked.push([backup, actor]);
      if (busy) throw new (await import("@/server/errors")).ProblemError(409, "drill-busy", "", "");
      return { id: "drill-1" };
    },
    listen: (listener: { run(run: Run, place: "here"): void }) => {
      tell = (run) => listener.run(run, "here");
      return () => {};
    },
  };
  const bench = await open(group, clock, { settings, drills });
  await bench.run({ action: "backup" });
  await idle(group);
  const { run } = await bench.run({ action: "backup" });
  clock.set(t0 + 0.5 * hourMs);
  clock.pass(minuteMs);
  await waitFor("it was asked for", () => asked.length === 1);
  expect(asked[0]).toEqual([run.backup, "schedule"]);
  busy = false;
  await waitFor("it waits", async () => (await last(bench, "drill")) === null);
  clock.pass(minuteMs);
  await waitFor("its run is known", async () => (await last(bench, "drill"))?.run === "drill-1");
  await waitFor("it is waited for", () => tell !== null);
  const ended: Run = { ...run, id: "drill-1", summary: "Restored in 1 s." };
  (tell as ((run: Run) => void) | null)?.(ended);
  await waitFor("it has ended", async () => (await last(bench, "drill"))?.outcome === "succeeded");
  expect(asked).toHaveLength(2);
});
