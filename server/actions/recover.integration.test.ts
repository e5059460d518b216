import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Run } from "@/lib/contract";
import type { LocalServer } from "@/server/local";
import { ask, replicationField } from "@/server/testing/ask";
import { linkUp, startGroup, type TestGroup } from "@/server/testing/group";
import { type LocalBinary, serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { buildActor, removeActor, startActor } from "./bench/actor-process.fixture";
import { idAt, openBench } from "./bench/bench.fixture";
import { measureGaps } from "./bench/gap.fixture";
import { everyPoint, sweeps } from "./bench/points.fixture";
import { heldOn, writeMs } from "./bench/stats.fixture";

/** Steps: failover, persist twice, the sibling's replicaof and persist, verify. */
const failoverPoints = [
  "run.before-send:1",
  "run.after-send:1",
  "run.after-journal:1",
  "run.after-send:2",
  "run.after-send:4",
  "run.before-send:5",
  "run.before-send:6",
];
/** Steps: hold-pings, fence, await-offset, promote, demote, unfence, restore-pings, persist twice, the sibling's replicaof and persist, verify. */
const pausePoints = [
  "run.after-send:1",
  "run.after-send:2",
  "run.after-journal:3",
  "run.before-send:4",
  "run.after-reply:4",
  "run.before-send:5",
  "run.after-send:5",
  "run.before-send:6",
  "run.after-send:7",
  "run.after-journal:10",
  "run.before-send:12",
];

const matrix = await serverMatrix();
const pick = (prefix: string): LocalBinary[] =>
  matrix.filter(({ name }) => name.startsWith(prefix)).slice(0, 1);
const suites = [
  ...pick("redis-7").map((binary) => ({
    binary,
    method: "failover",
    points: sweeps ? everyPoint(6, [6]) : failoverPoints,
  })),
  ...pick("redis-6").map((binary) => ({
    binary,
    method: "pause and promote",
    points: sweeps ? everyPoint(12, [3, 12]) : pausePoints,
  })),
];

beforeAll(buildActor);
afterAll(removeActor);

const never = (): never => {
  throw new Error("missing");
};
const roleOf = (server: LocalServer): Promise<string | undefined> => replicationField(server, "role");
const portAbove = (server: LocalServer): Promise<string | undefined> =>
  replicationField(server, "master_port");

describe.each(suites)(
  "a process killed during a promotion by $method on $binary.name",
  ({ binary, points }) => {
    let group: TestGroup;

    beforeAll(async () => {
      group = await startGroup({ binary, replicas: 2 });
    });
    afterAll(() => group.stop());
    const closing: (() => Promise<unknown>)[] = [];
    afterEach(async () => {
      for (const close of closing.splice(0)) await close();
    });

    /** Everybody follows the first again. */
    async function reset(): Promise<void> {
      await ask(group.primary, [["REPLICAOF", "NO", "ONE"]]);
      for (const replica of group.replicas) {
        await ask(replica, [["REPLICAOF", group.primary.host, String(group.primary.port)]]);
        await linkUp(replica);
      }
    }

    test.each(points)(
      "at %s: the next start ends the run as Redis stands, and nothing is left held",
      async (point) => {
        await reset();
        const [target, sibling] = group.replicas;
        if (target === undefined || sibling === undefined) throw new Error("no replicas");
        const dataDir = mkdtempSync(join(tmpdir(), "tidemark-crash-"));
        try {
          const servers = group.all.map(({ host, port }) => ({ host, port }));
          const gaps = await measureGaps(servers);
          closing.push(gaps.stop);
          const actor = startActor({
            bench: { servers, dataDir },
            request: { action: "promote", instance: idAt(target) },
            failpoint: point,
          });
          const signal = await actor.ended;
          // Steps that send nothing have no moment of sending.
          if (signal === null && sweeps) return;
          expect(signal).toBe("SIGKILL");
          const bench = await openBench({ servers: group.all, dataDir, count: null });
          const [left] = await bench.store.runs.unfinished();
          if (left === undefined) throw new Error("no run was left behind");
          const startMs = performance.now();
          await bench.actions.recover();
          const run = await bench.ended(left);
          expect(performance.now() - startMs).toBeLessThan(30_000);
          expect(bench.fleet.group("orders")?.run).toBeNull();
          const stated = (await bench.store.plans.get(run.plan))?.writePauseSeconds ?? never();
          await bench.close();
          expect(await gaps.stop()).toBeLessThan(stated * 1_000);
          await expectTruth(group, target, sibling, run);
        } finally {
          rmSync(dataDir, { recursive: true, force: true });
        }
      },
    );
  },
);

async function expectTruth(
  { all: servers, primary }: TestGroup,
  target: LocalServer,
  sibling: LocalServer,
  run: Run,
): Promise<void> {
  const primaries: LocalServer[] = [];
  for (const server of servers) if ((await roleOf(server)) === "master") primaries.push(server);
  const promoted = primaries.includes(target);
  expect(primaries).toHaveLength(1);
  expect(await writeMs(primaries[0] ?? primary)).toBeLessThan(500);
  for (const server of servers) expect(await heldOn(server)).toEqual({ minReplicas: "0", pingSeconds: "1" });

  const moved = (await portAbove(sibling)) === String(target.port);
  const steps = JSON.stringify(run.steps.map((step) => [step.n, step.kind, step.state, step.error]));
  expect(
    run.steps.filter((step) => ["pending", "running"].includes(step.state)),
    steps,
  ).toEqual([]);
  if (!promoted) expect(["unchanged", "unknown"], steps).toContain(run.state);
  else if (run.state === "succeeded") expect(moved, steps).toBe(true);
  else {
    expect(["partial", "unknown"], steps).toContain(run.state);
    expect(run.advice?.includes(`-p ${sibling.port} REPLICAOF`) ?? false, steps).toBe(!moved);
  }
}

test("a save that outlives Tidemark is proven at the next start", async () => {
  const [binary] = matrix;
  if (binary === undefined) throw new Error("no server here");
  const group = await startGroup({ binary, replicas: 1 });
  const dataDir = mkdtempSync(join(tmpdir(), "tidemark-crash-"));
  try {
    const [replica] = group.replicas;
    if (replica === undefined) throw new Error("no replica");
    await ask(group.primary, [["MSET", ...Array.from({ length: 300 }, (_, n) => [`k${n}`, "v"]).flat()]]);
    await waitFor("the replica has the keys", async () => (await ask(replica, [["DBSIZE"]])) === 300);
    await ask(replica, [["CONFIG", "SET", "rdb-key-save-delay", "5000"]]);

    const first = await openBench({ servers: group.all, dataDir });
    const started = await first.start(await first.plan({ action: "backup", method: "bgsave" }));
    await waitFor("it saves", async () => (await first.store.backups.list({}))[0]?.state === "running");
    await waitFor(
      "BGSAVE was sent",
      async () => (await first.store.runs.get(started.id))?.steps[0]?.reply !== null,
    );
    await first.close();

    const second = await openBench({ servers: group.all, dataDir });
    expect(await second.store.runs.unfinished()).toHaveLength(1);
    await second.actions.recover();
    expect(second.fleet.group("orders")?.run).toBe(started.id);
    expect(await second.ended(started)).toMatchObject({ state: "succeeded", advice: null });
    expect(await second.store.backups.list({})).toMatchObject([{ state: "verified", keys: 300 }]);
    await second.close();
  } finally {
    await group.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
