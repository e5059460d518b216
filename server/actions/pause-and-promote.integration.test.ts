import { afterEach, describe, expect, test } from "vitest";
import { instanceOf, type PlanContext } from "@/lib/plan/context";
import * as draft from "@/lib/plan/steps";
import type { LocalServer, ServerSettings } from "@/server/local";
import { ask, replicationField } from "@/server/testing/ask";
import { startReplica, startTestServer, stopServers } from "@/server/testing/group";
import { type LocalBinary, serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { type Bench, idAt, openBench } from "./bench/bench.fixture";
import { executeDrafts } from "./bench/direct.fixture";
import { heldOn, writeMs } from "./bench/stats.fixture";
import { startWriters } from "./bench/writers.fixture";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const binaries = await serverMatrix();
const old = binaries.filter(({ version }) => version.startsWith("6.0"));
const newer = binaries.filter(({ version }) => !version.startsWith("6.0"));

interface Pair {
  readonly primary: LocalServer;
  readonly target: LocalServer;
  readonly bench: Bench;
}

async function start(binary: LocalBinary, settings: ServerSettings = {}): Promise<Pair> {
  const primary = await startTestServer(binary, settings);
  closing.push(() => stopServers([primary]));
  const target = await startReplica(binary, primary);
  closing.push(() => stopServers([target]));
  const bench = await openBench({ servers: [primary, target] });
  closing.push(() => bench.close());
  return { primary, target, bench };
}

async function expectWritable({ primary }: Pair): Promise<void> {
  expect(await heldOn(primary)).toEqual({ minReplicas: "0", pingSeconds: "1" });
  expect(await replicationField(primary, "role")).toBe("master");
  expect(await writeMs(primary)).toBeLessThan(500);
}

/** Calls `then` once a step of this kind is in the journal and has not been sent. */
function beforeSending(bench: Bench, kind: string, then: () => void): void {
  const stop = bench.actions.listen({
    run(run) {
      if (!run.steps.some((step) => step.kind === kind && step.state === "running")) return;
      stop();
      then();
    },
  });
}

describe.each(old)("pause and promote on $name", (binary) => {
  test.each([
    ["while the target is waited for", "await-offset"],
    ["just before it is promoted", "replicaof-no-one"],
  ])(
    "a target that dies %s leaves the primary writable, with no fence and its own PING period",
    async (_when, kind) => {
      const pair = await start(binary);
      const plan = await pair.bench.plan({ action: "promote", instance: idAt(pair.target) });
      expect(plan.method).toBe("pause-and-promote");
      beforeSending(pair.bench, kind, () => void pair.target.kill());
      const run = await pair.bench.ended(await pair.bench.start(plan));
      expect(["unchanged", "unknown"]).toContain(run.state);
      expect(
        run.steps.filter((step) => ["unfence-writes", "restore-pings"].includes(step.kind)),
      ).toMatchObject([{ state: "done" }, { state: "done" }]);
      await expectWritable(pair);
    },
  );

  test("an old primary that refuses to be demoted: the promotion is taken back, and it takes writes again", async () => {
    const pair = await start(binary, { "rename-command": 'REPLICAOF ""' });
    const { run } = await pair.bench.run({ action: "promote", instance: idAt(pair.target) });
    expect(run.state).toBe("rolled-back");
    expect(run.steps.find((step) => step.kind === "replicaof")).toMatchObject({
      state: "failed",
      error: expect.stringContaining("unknown command"),
    });
    await expectWritable(pair);
    await waitFor(
      "the target follows again",
      async () => (await replicationField(pair.target, "master_link_status")) === "up",
    );
  });

  test("settings that somebody changed after the plan get back what they were before the run", async () => {
    const pair = await start(binary);
    const plan = await pair.bench.plan({ action: "promote", instance: idAt(pair.target) });
    await ask(pair.primary, [["CONFIG", "SET", "repl-ping-replica-period", "7"]]);
    const run = await executeDrafts(pair.bench, plan, plan.steps);
    expect(run.state).toBe("succeeded");
    expect(await heldOn(pair.primary)).toEqual({ minReplicas: "0", pingSeconds: "7" });
  });
});

describe.each(newer)("with CLIENT PAUSE on $name", (binary) => {
  /** The steps a plan would have, were FAILOVER missing. */
  async function draftsFor({ bench, primary, target }: Pair) {
    const plan = await bench.plan({ action: "promote", instance: idAt(target) });
    const group = await bench.fleet.refresh("orders");
    const context: PlanContext = {
      group,
      members: bench.fleet.members("orders"),
      resolve: bench.fleet.resolver("orders"),
      nowMs: 0,
      id: "x",
      settings: { failoverTimeoutSeconds: 3, planLifeSeconds: 60 },
    };
    const [from, to] = [instanceOf(context, idAt(primary)), instanceOf(context, idAt(target))];
    if (from === null || to === null) throw new Error("not in the group");
    const demote = {
      kind: "replicaof",
      instance: from.id,
      command: ["REPLICAOF", target.host, String(target.port)],
      text: "",
      proof: "",
      peer: to.id,
    } as const;
    const drafts = [
      draft.holdPings(from),
      draft.pauseWrites(from, 3),
      draft.awaitOffset(from, to),
      draft.replicaofNoOne(to),
      { ...demote, command: [...demote.command] },
      draft.resumeWrites(from),
      draft.restorePings(from, "1"),
      draft.verify(to, ""),
    ];
    return { plan, drafts };
  }

  test("no acknowledged write is lost, the pause is lifted and the roles are swapped", async () => {
    const pair = await start(binary);
    const writers = startWriters([pair.primary, pair.target], 4);
    await waitFor("writers write", () => writers.acknowledged() > 300);
    const { plan, drafts } = await draftsFor(pair);
    const run = await executeDrafts(pair.bench, plan, drafts);
    const sofar = writers.acknowledged();
    await waitFor("writers go on", () => writers.acknowledged() > sofar + 300);
    await writers.stop();
    expect(run.state).toBe("succeeded");
    expect(run.writePausedSeconds).toBeLessThan(1);
    expect(await writers.lostOn(pair.target)).toEqual([]);
    expect(await heldOn(pair.primary)).toEqual({ minReplicas: "0", pingSeconds: "1" });
  });

  test("a target that stays behind: the pause is lifted long before its own end", async () => {
    const pair = await start(binary);
    const { plan, drafts } = await draftsFor(pair);
    const writers = startWriters([pair.primary], 2);
    await waitFor("writers write", () => writers.acknowledged() > 50);
    const run = await executeDrafts(pair.bench, plan, drafts, ({ steps }) => {
      if (steps.some((step) => step.kind === "pause-writes" && step.state === "running")) pair.target.pause();
    });
    pair.target.resume();
    await writers.stop();
    expect(run.state).toBe("unchanged");
    expect(run.writePausedSeconds).toBeLessThan(3);
    await expectWritable(pair);
  });
});
