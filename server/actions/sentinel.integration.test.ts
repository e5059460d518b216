import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LocalServer } from "@/server/local";
import { ask, replicationField } from "@/server/testing/ask";
import { linkUp, startGroup, startTestServer, stopServers, type TestGroup } from "@/server/testing/group";
import { hearAll } from "@/server/testing/said";
import { startSentinels, stopSentinels } from "@/server/testing/sentinel";
import { startSentinelWriters } from "@/server/testing/sentinel-writers";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { type Bench, idAt, openBench, rolesIn } from "./bench/bench.fixture";
import { executeDrafts } from "./bench/direct.fixture";
import {
  grantLeast,
  leastLogins,
  optionsFor,
  refusedAt,
  rulesFor,
  rulesGiven,
  rulesUsed,
} from "./bench/least.fixture";
import { heldOn, statsOf } from "./bench/stats.fixture";
import { startObserver } from "./bench/writers.fixture";

const WRITERS = 8;
/** `TIDEMARK_TEST_SWEEP=1`: every version there is, in the place of those that differ most. */
const sweeps = process.env.TIDEMARK_TEST_SWEEP === "1";
const binaries = (await serverMatrix()).filter(({ name }) => sweeps || /^(redis-7|valkey-9)/.test(name));

async function setting(server: LocalServer, name: string): Promise<string> {
  const reply = await ask(server, [["CONFIG", "GET", name]]);
  return Array.isArray(reply) ? String(reply[1]) : "";
}

const fullSyncs = (stats: Awaited<ReturnType<typeof statsOf>>): number => stats.fullSyncs;

/** What a Sentinel's list says of one replica. */
function roleReported(list: unknown, { port }: LocalServer): unknown {
  const lines = Array.isArray(list) ? list.filter(Array.isArray) : [];
  const line = lines.find((one) => one[one.indexOf("port") + 1] === String(port)) ?? [];
  return line[line.indexOf("role-reported") + 1];
}

describe.each(binaries)("in a Sentinel group on $name", (binary) => {
  let group: TestGroup;
  let sentinels: LocalServer[];
  let config: typeof leastLogins & { sentinels: string[] };
  const ear = hearAll();
  let bench: Bench;

  beforeAll(async () => {
    group = await startGroup({ binary, replicas: 2, settings: { "repl-backlog-size": "64mb" } });
    sentinels = await startSentinels(3, { binary, primary: group.primary, quorum: 2, downAfterMs: 5000 });
    // They read INFO each 10 s otherwise, and a run waits for that before it holds writes.
    const infoPeriod = ["SENTINEL", "DEBUG", "info-period", "1000"];
    // By default it is 3 min: so long a Sentinel that is not called off goes on trying.
    const failoverTimeout = ["SENTINEL", "SET", "orders", "failover-timeout", "180000"];
    for (const one of sentinels) {
      await ask(one, [failoverTimeout]);
      if (!binary.version.startsWith("6.")) await ask(one, [infoPeriod]);
    }
    for (const one of group.all) await grantLeast(one, binary, ["sentinels"]);
    for (const one of sentinels) await grantLeast(one, binary, [], "sentinel");
    config = { ...leastLogins, sentinels: sentinels.map(idAt) };
    // As long as a busy machine may need: writes are held for half a second all the same.
    bench = await openBench({ servers: group.all, config, failoverTimeoutSeconds: 10 });
  });
  afterAll(async () => {
    ear.stop();
    await bench?.close();
    await stopSentinels(sentinels ?? []);
    await group?.stop();
  });

  const at = (id: string | null): LocalServer => {
    const server = group.all.find((one) => idAt(one) === id);
    if (server === undefined) throw new Error(`no server at ${id}`);
    return server;
  };
  /** The primary and one of its replicas, once the Sentinels are at rest and agree. */
  async function ends(): Promise<{ old: LocalServer; target: LocalServer }> {
    const { primary, instances } = await waitFor("the Sentinels are at rest", async () => {
      const now = await bench.fleet.refresh("orders");
      const said = now.sentinel?.sentinels ?? [];
      const calm = said.every((one) => one.primary === now.primary && one.failingOver === false);
      return now.primary !== null && said.length === 3 && calm ? now : null;
    });
    return { old: at(primary), target: at(instances.find(({ id }) => id !== primary)?.id ?? null) };
  }

  test("promote under load: nothing acknowledged is lost, one writable at a time, all is put back", async () => {
    const { old, target } = await ends();
    const writers = startSentinelWriters(sentinels, WRITERS);
    const observer = startObserver(group.all);
    await waitFor("they write", () => writers.acknowledged() > 2000);
    const plan = await bench.plan({ action: "promote", instance: idAt(target) });
    expect(plan.checks.filter(({ status }) => status === "fail")).toEqual([]);
    expect(plan.method).toBe("sentinel");
    const before = await Promise.all(group.all.map(statsOf));

    const run = await bench.ended(await bench.start(plan));
    const atEnd = writers.acknowledged();
    await waitFor("they write on", () => writers.acknowledged() > atEnd + 2000);
    await writers.stop();
    await observer.stop();

    expect(run).toMatchObject({ state: "succeeded", advice: null });
    expect(await writers.lostOn(target)).toEqual([]);
    expect(observer.overlaps()).toEqual([]);
    expect(run.steps.filter((step) => step.state !== "done")).toEqual([]);
    expect(run.summary).toContain("2 of 2 links, 3 of 3 Sentinels");
    expect(run.writePausedSeconds).toBeLessThan(plan.writePauseSeconds ?? 0);
    const roles = rolesIn(await bench.fleet.refresh("orders"));
    for (const server of group.all)
      expect(roles[idAt(server)]).toBe(server === target ? "primary" : idAt(target));
    expect(await replicationField(old, "master_port")).toBe(String(target.port));
    const after = await Promise.all(group.all.map(statsOf));
    const foretold = plan.effects.every(({ resync }) => resync === "partial");
    expect(foretold).toBe(!binary.version.startsWith("6."));
    if (foretold) expect(after.map(fullSyncs)).toEqual(before.map(fullSyncs));
    for (const server of group.all) {
      expect(await setting(server, "replica-priority")).toBe("100");
      expect(await heldOn(server)).toEqual({ minReplicas: "0", pingSeconds: "1" });
    }
  });

  test("when Sentinel chooses another replica, that is told, and nothing acknowledged is lost either", async () => {
    const { old, target } = await ends();
    const other = group.all.find((one) => one !== old && one !== target);
    if (other === undefined) throw new Error("no other replica");
    const writers = startSentinelWriters(sentinels, WRITERS);
    const plan = await bench.plan({ action: "promote", instance: idAt(target) });
    // The run prefers the other one, and asks for the target all the same.
    const steps = plan.steps.map((step) =>
      ["prefer-replica", "unprefer-replica"].includes(step.kind) ? { ...step, instance: idAt(other) } : step,
    );
    const run = await executeDrafts(bench, { ...plan, method: "sentinel" }, steps);
    const atEnd = writers.acknowledged();
    await waitFor("they write on", () => writers.acknowledged() > atEnd + 2000);
    await writers.stop();

    expect(await writers.lostOn(other)).toEqual([]);
    expect(run).toMatchObject({ state: "partial" });
    expect(run.summary).toContain(
      `Sentinel made ${idAt(other)} the primary instead of ${idAt(target)}. ${idAt(old)} follows it, and nothing is lost.`,
    );
    expect(run.advice).toMatch(/ SENTINEL GET-MASTER-ADDR-BY-NAME orders$/);
    expect(await replicationField(old, "master_port")).toBe(String(other.port));
    expect(await setting(other, "replica-priority")).toBe("100");
    expect(await heldOn(old)).toEqual({ minReplicas: "0", pingSeconds: "1" });
  });

  // One version is enough for what takes a whole pause.
  if (binary === binaries[0])
    test("a target that freezes: the failover is called off within the pause, and what is written later stays", async () => {
      const { old, target } = await ends();
      const own = await openBench({ servers: group.all, config, failoverTimeoutSeconds: 3 });
      const writers = startSentinelWriters(sentinels, WRITERS);
      try {
        const started = await own.start(await own.plan({ action: "promote", instance: idAt(target) }));
        await waitFor("Sentinel is told", async () => {
          const { steps } = (await own.store.runs.get(started.id)) ?? started;
          return steps.some(({ kind, state }) => kind === "sentinel-failover" && state === "running");
        });
        target.pause();
        const run = await own.ended(started);
        expect(run.state).toBe("unknown");
        expect(run.writePausedSeconds).toBeLessThanOrEqual(3);
        expect(run.advice).toContain(`-p ${target.port} CONFIG SET replica-priority 100\n`);
        expect(await heldOn(old)).toEqual({ minReplicas: "0", pingSeconds: "1" });
        const atEnd = writers.acknowledged();
        await waitFor("they write on", () => writers.acknowledged() > atEnd + 2000);

        // What Sentinel had sent to it is carried out now: it is a primary that nobody is sent to.
        const told = sentinels.find((one) => run.steps.some(({ sentinel }) => sentinel === idAt(one)));
        if (told === undefined) throw new Error("no Sentinel was told");
        target.resume();
        await waitFor("the Sentinel reads what it is now", async () => {
          const list = await ask(told, [["SENTINEL", "REPLICAS", "orders"]]);
          return roleReported(list, target) === "master";
        });
        expect(await ask(told, [["SENTINEL", "GET-MASTER-ADDR-BY-NAME", "orders"]])).toEqual([
          old.host,
          String(old.port),
        ]);
        await writers.stop();
        expect(await writers.lostOn(old)).toEqual([]);
        await ask(target, [
          ["REPLICAOF", old.host, String(old.port)],
          ["CONFIG", "SET", "replica-priority", "100"],
        ]);
        await linkUp(target);
      } finally {
        await writers.stop();
        await own.close();
      }
    });

  test("R16: all of that was done with the rights of the table, and every one of them was used", async () => {
    for (const server of [...group.all, ...sentinels]) expect(await refusedAt(server)).toEqual([]);
    const told = optionsFor(binary, [], "sentinel");
    const used = rulesUsed(ear.said, new Set(sentinels.map(({ port }) => port)), told);
    // Only where a failover was called off is it made to forget one.
    if (binary !== binaries[0]) used.add("tm-operator +sentinel|reset");
    expect([...used].sort()).toEqual([...rulesGiven(told)].sort());
    const options = optionsFor(binary, ["sentinels"]);
    const ofGroup = rulesUsed(ear.said, new Set(group.all.map(({ port }) => port)), options);
    expect(rulesFor("sentinels", options).filter((rule) => !ofGroup.has(rule))).toEqual([]);

    // Without one of them the plan says so, before anybody is told anything.
    for (const one of sentinels) await ask(one, [["ACL", "SETUSER", "tm-operator", "-sentinel|reset"]]);
    const target = group.all.find((one) => idAt(one) !== bench.fleet.group("orders")?.primary);
    const { checks } = await bench.plan({
      action: "promote",
      instance: target === undefined ? "" : idAt(target),
    });
    for (const one of sentinels) await ask(one, [["ACL", "SETUSER", "tm-operator", "+sentinel|reset"]]);
    expect(checks.find(({ code }) => code === "rights")).toMatchObject({
      status: "fail",
      text: expect.stringMatching(
        /^At the Sentinel at \S+: The operator's user may not run SENTINEL RESET: ACL SETUSER <user> \+sentinel\|reset\.$/,
      ),
    });
  });

  test("a new server is attached to the primary, and Sentinel takes it in", async () => {
    const { primary } = await bench.fleet.refresh("orders");
    const fresh = await startTestServer(binary);
    await grantLeast(fresh, binary, ["sentinels"]);
    const own = await openBench({ servers: [...group.all, fresh], config: leastLogins, count: null });
    try {
      await waitFor("all are known", async () => {
        const { instances, sentinel } = await own.fleet.refresh("orders");
        return instances.length === 4 && sentinel?.primary === primary;
      });
      const request = { action: "attach", instance: idAt(fresh), upstream: primary ?? "" } as const;
      const { run } = await own.run(request);
      expect(run).toMatchObject({ state: "succeeded" });
      const [sentinel] = sentinels;
      await waitFor("Sentinel lists it", async () =>
        JSON.stringify(
          sentinel === undefined ? "" : await ask(sentinel, [["SENTINEL", "REPLICAS", "orders"]]),
        ).includes(`"${fresh.port}"`),
      );
    } finally {
      await own.close();
      await stopServers([fresh]);
    }
  });
});
