import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LocalServer } from "@/server/local";
import { ask, replicationField } from "@/server/testing/ask";
import { startGroup, type TestGroup } from "@/server/testing/group";
import { startSentinels, stopSentinels } from "@/server/testing/sentinel";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { buildActor, removeActor, startActor } from "./bench/actor-process.fixture";
import { idAt, openBench } from "./bench/bench.fixture";
import { heldOn, writeMs } from "./bench/stats.fixture";

/**
 * Steps: prefer, await-sentinel, hold-pings, pause, await-offset, sentinel-failover, demote, resume, restore-pings, unprefer,
 * persist twice, verify. `TIDEMARK_TEST_SWEEP=1`: every point of each.
 */
const sweeps = process.env.TIDEMARK_TEST_SWEEP === "1";
const silent = [2, 5, 13];
const points = sweeps
  ? Array.from({ length: 13 }, (_, index) => index + 1).flatMap((n) =>
      ["before-send", ...(silent.includes(n) ? [] : ["after-send", "after-reply"]), "after-journal"].map(
        (point) => `run.${point}:${n}`,
      ),
    )
  : ["run.after-send:4", "run.after-send:6", "run.before-send:7", "run.before-send:10"];

const binaries = (await serverMatrix()).filter(({ name }) => name.startsWith("redis-7")).slice(0, 1);

describe.each(binaries)("a process killed during a promotion by Sentinel on $name", (binary) => {
  let group: TestGroup;
  let sentinels: LocalServer[];

  beforeAll(async () => {
    [group] = await Promise.all([startGroup({ binary, replicas: 2 }), buildActor()]);
    sentinels = await startSentinels(3, { binary, primary: group.primary, quorum: 2, downAfterMs: 5000 });
    for (const one of sentinels) await ask(one, [["SENTINEL", "DEBUG", "info-period", "1000"]]);
  });
  afterAll(async () => {
    removeActor();
    await stopSentinels(sentinels ?? []);
    await group?.stop();
  });

  const primaries = async (): Promise<LocalServer[]> => {
    const roles = await Promise.all(group.all.map((one) => replicationField(one, "role").catch(() => "")));
    return group.all.filter((_, index) => roles[index] === "master");
  };
  /** The primary, once the Sentinels are at rest and agree with what it says. */
  const calm = (): Promise<LocalServer> =>
    waitFor("the Sentinels agree and are at rest", async () => {
      const [primary, other] = await primaries();
      const answers = await Promise.all(sentinels.map((one) => ask(one, [["SENTINEL", "MASTER", "orders"]])));
      const well = answers.every((answer) => {
        const said = Array.isArray(answer) ? answer.map(String) : [];
        return (
          said[said.indexOf("port") + 1] === String(primary?.port) &&
          said[said.indexOf("flags") + 1] === "master"
        );
      });
      return primary !== undefined && other === undefined && well ? primary : null;
    });

  test.each(points)(
    "at %s: the next start ends the run, one is writable, and all is put back",
    async (point) => {
      const old = await calm();
      const target = group.all.find((one) => one !== old);
      if (target === undefined) throw new Error("no replica");
      const config = { sentinels: sentinels.map(idAt) };
      const servers = group.all.map(({ host, port }) => ({ host, port }));
      const dataDir = mkdtempSync(join(tmpdir(), "tidemark-crash-"));
      const bench = { close: async (): Promise<void> => {} };
      try {
        const actor = startActor({
          bench: { servers, dataDir, config },
          request: { action: "promote", instance: idAt(target) },
          failpoint: point,
        });
        expect(await actor.ended).toBe("SIGKILL");
        const own = await openBench({ servers, dataDir, count: null, config });
        bench.close = () => own.close();
        const [left] = await own.store.runs.unfinished();
        if (left === undefined) throw new Error("no run was left behind");
        await own.actions.recover();
        const run = await own.ended(left);
        const steps = JSON.stringify([
          run.summary,
          run.steps.map(({ n, kind, state, error }) => [n, kind, state, error]),
        ]);
        const [primary, second] = await primaries();
        expect(second, steps).toBeUndefined();
        if (primary === undefined) throw new Error(`no primary: ${steps}`);
        expect(await writeMs(primary), steps).toBeLessThan(500);
        for (const server of group.all) {
          expect(await heldOn(server), steps).toEqual({ minReplicas: "0", pingSeconds: "1" });
          expect(await ask(server, [["CONFIG", "GET", "replica-priority"]]), steps).toEqual([
            "replica-priority",
            "100",
          ]);
        }
        expect(
          run.steps.filter(({ state }) => ["pending", "running"].includes(state)),
          steps,
        ).toEqual([]);
        // Whether a config file was written shows nowhere.
        const unsure = run.steps.find(({ state }) => state === "unknown")?.kind;
        const expected = primary === target ? ["succeeded", "partial"] : ["unchanged", "unknown"];
        if (unsure === "persist") expect(run.state, steps).toBe("unknown");
        else expect(expected, steps).toContain(run.state);
      } finally {
        await bench.close();
        rmSync(dataDir, { recursive: true, force: true });
      }
    },
  );
});
