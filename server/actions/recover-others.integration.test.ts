import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PlanRequest, Run } from "@/lib/contract";
import type { LocalServer } from "@/server/local";
import { ask, replicationField } from "@/server/testing/ask";
import { linkUp, startGroup, type TestGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { buildActor, removeActor, startActor } from "./bench/actor-process.fixture";
import { type Bench, idAt, openBench } from "./bench/bench.fixture";
import { measureGaps } from "./bench/gap.fixture";
import { everyPoint, sweeps } from "./bench/points.fixture";
import { callsOf, heldOn } from "./bench/stats.fixture";

/** A run ends so soon after the restart. */
const ENDS_WITHIN_MS = 30_000;
/** None of these actions pauses writes; a busy machine is allowed this much. */
const NO_PAUSE_MS = 1_500;

interface Places {
  readonly primary: LocalServer;
  readonly target: LocalServer;
  readonly sibling: LocalServer;
}

interface Case {
  readonly name: string;
  /** Those that differ most. The sweep takes all of `steps`, of which `silent` send nothing. */
  readonly points: readonly string[];
  readonly steps: number;
  readonly silent: readonly number[];
  /** Before the plan. */
  readonly arrange?: (places: Places) => Promise<unknown>;
  readonly request: (places: Places) => PlanRequest;
  /** Whether Redis says that what the action is for stands. */
  readonly stands: (places: Places, bench: Bench, run: Run) => Promise<boolean>;
}

const above = (server: LocalServer): Promise<string | undefined> => replicationField(server, "master_port");
const setting = async (server: LocalServer, name: string): Promise<string> => {
  const reply = await ask(server, [["CONFIG", "GET", name]]);
  return Array.isArray(reply) ? String(reply[1]) : "";
};

const cases: readonly Case[] = [
  {
    // replicaof-no-one, persist, verify
    name: "detach",
    points: ["run.before-send:1", "run.after-send:1", "run.after-journal:1"],
    steps: 3,
    silent: [3],
    request: ({ target }) => ({ action: "detach", instance: idAt(target) }),
    stands: async ({ target }) => (await replicationField(target, "role")) === "master",
  },
  {
    // replicaof, persist, verify
    name: "attach",
    points: ["run.before-send:1", "run.after-send:1", "run.after-journal:2"],
    steps: 3,
    silent: [3],
    arrange: ({ target }) => ask(target, [["REPLICAOF", "NO", "ONE"]]),
    request: ({ target, primary }) => ({ action: "attach", instance: idAt(target), upstream: idAt(primary) }),
    stands: async ({ target, primary }) => (await above(target)) === String(primary.port),
  },
  {
    // replicaof, persist, verify
    name: "re-point",
    points: ["run.before-send:1", "run.after-reply:1", "run.before-send:2"],
    steps: 3,
    silent: [3],
    request: ({ target, sibling }) => ({
      action: "repoint",
      instance: idAt(target),
      upstream: idAt(sibling),
    }),
    stands: async ({ target, sibling }) => (await above(target)) === String(sibling.port),
  },
  {
    // guard-save, bgsave, unguard-save, verify
    name: "back up by BGSAVE",
    points: ["run.after-send:1", "run.before-send:2", "run.after-send:2"],
    steps: 4,
    silent: [4],
    arrange: ({ target }) => ask(target, [["CONFIG", "SET", "save", "3600 100000"]]),
    request: ({ target }) => ({ action: "backup", instance: idAt(target), method: "bgsave" }),
    stands: async ({ target }, bench, run) => {
      const [backup] = await bench.store.backups.list({});
      if (backup !== undefined) expect(backup).toMatchObject({ run: run.id });
      expect(backup?.state ?? "failed").toMatch(/^(verified|failed)$/);
      if (backup?.state === "verified") expect(await callsOf(target, "bgsave")).toBe(1);
      return backup?.state === "verified";
    },
  },
  {
    // receive-rdb, verify
    name: "back up over the wire",
    points: ["run.before-send:1", "run.after-journal:1"],
    steps: 2,
    silent: [1, 2],
    request: ({ target }) => ({ action: "backup", instance: idAt(target), method: "wire" }),
    stands: async (_, bench, run) => {
      const [backup] = await bench.store.backups.list({});
      const file = backup === undefined ? null : await bench.backups.open(backup.id);
      file?.stream.destroy();
      expect(file !== null).toBe(backup?.state === "verified");
      if (backup !== undefined) expect(backup.run).toBe(run.id);
      return backup?.state === "verified";
    },
  },
];

let group: TestGroup;
beforeAll(async () => {
  const [binary] = (await serverMatrix()).filter(({ name }) => name.startsWith("redis-7"));
  if (binary === undefined) throw new Error("no Redis 7");
  [group] = await Promise.all([startGroup({ binary, replicas: 2 }), buildActor()]);
});
afterAll(async () => {
  removeActor();
  await group?.stop();
});

/** Everybody follows the first again, and has no save points. */
async function reset(): Promise<Places> {
  const { primary, replicas } = group;
  const [target, sibling] = replicas;
  if (target === undefined || sibling === undefined) throw new Error("no replicas");
  for (const replica of replicas) {
    await ask(replica, [
      ["CONFIG", "SET", "save", ""],
      ["CONFIG", "RESETSTAT"],
      ["REPLICAOF", primary.host, String(primary.port)],
    ]);
    await linkUp(replica);
  }
  return { primary, target, sibling };
}

const all = cases.flatMap((one) =>
  (sweeps ? everyPoint(one.steps, one.silent) : one.points).map((point) => ({ ...one, point })),
);

test.each(all)(
  "killed at $point of $name: the next start ends the run as Redis stands, with advice, and holds nothing",
  async ({ point, arrange, request, stands }) => {
    const places = await reset();
    await arrange?.(places);
    const dataDir = mkdtempSync(join(tmpdir(), "tidemark-crash-"));
    const gaps = await measureGaps([places.primary]);
    try {
      const servers = group.all.map(({ host, port }) => ({ host, port }));
      const actor = startActor({ bench: { servers, dataDir }, request: request(places), failpoint: point });
      expect(await actor.ended).toBe("SIGKILL");
      const startedMs = performance.now();
      const bench = await openBench({ servers, dataDir, count: null });
      const [left] = await bench.store.runs.unfinished();
      if (left === undefined) throw new Error("no run was left behind");
      await bench.actions.recover();
      const run = await bench.ended(left);
      expect(performance.now() - startedMs).toBeLessThan(ENDS_WITHIN_MS);
      expect(await gaps.stop()).toBeLessThan(NO_PAUSE_MS);

      const said = JSON.stringify([
        run.state,
        run.summary,
        run.advice,
        run.steps.map((step) => [step.kind, step.state, step.error]),
      ]);
      if (await stands(places, bench, run)) {
        expect(["succeeded", "partial", "unknown"], said).toContain(run.state);
        // What is left to a person is said as the line to type.
        const open = run.steps.some(({ command, state }) => command !== null && state !== "done");
        if (open) expect(run.advice, said).not.toBeNull();
      } else expect(["unchanged", "unknown"], said).toContain(run.state);
      expect(
        run.steps.filter(({ state }) => state === "pending" || state === "running"),
        said,
      ).toEqual([]);
      for (const server of group.all) {
        expect(await heldOn(server)).toEqual({ minReplicas: "0", pingSeconds: "1" });
        expect(await setting(server, "stop-writes-on-bgsave-error"), said).toBe("yes");
      }
      expect(bench.fleet.group("orders")?.run).toBeNull();
      const again = await bench.store.leases.peers();
      expect(again.filter(({ running }) => running)).toEqual([]);
      await waitFor("nobody saves any more", async () =>
        String(await ask(places.target, [["INFO", "persistence"]])).includes("rdb_bgsave_in_progress:0"),
      );
      await bench.close();
    } finally {
      await gaps.stop();
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
);
