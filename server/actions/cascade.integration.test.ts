import { afterEach, describe, expect, test } from "vitest";
import type { Sketch } from "@/lib/contract";
import type { LocalServer } from "@/server/local";
import { ask, replicationField } from "@/server/testing/ask";
import { untilGroup } from "@/server/testing/fleet";
import { startGroup, startReplica, stopServers } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { idAt, openBench, rolesIn } from "./bench/bench.fixture";
import { statsOf } from "./bench/stats.fixture";
import { startWriters } from "./bench/writers.fixture";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const never = (): never => {
  throw new Error("missing");
};

/** Full and partial syncs served by all of them together. */
async function servedBy(servers: readonly LocalServer[]): Promise<{ full: number; partial: number }> {
  const stats = await Promise.all(servers.map(statsOf));
  return {
    full: stats.reduce((sum, { fullSyncs }) => sum + fullSyncs, 0),
    partial: stats.reduce((sum, { partialSyncs }) => sum + partialSyncs, 0),
  };
}

const promised = (sketch: Sketch): Record<string, string | null> =>
  Object.fromEntries(sketch.map(({ instance, role, upstream }) => [instance, upstream ?? role]));

const fleet = await serverMatrix();
const chosen = ["redis-6.0", "redis-7.0", "valkey-9."].flatMap(
  (name) => fleet.find((binary) => binary.name.startsWith(name)) ?? [],
);

describe.each(chosen)("a primary with many replicas on $name", (binary) => {
  // Before 7.0 REPLICAOF connects with the next tick of a second: fewer will do there.
  const [replicas, moved] = binary.version.startsWith("6.") ? [4, 2] : [6, 4];

  test("is relieved of most under writes, is flattened again, and both are undone: partial resyncs alone, nothing lost", async () => {
    const group = await startGroup({ binary, replicas });
    closing.push(() => group.stop());
    const bench = await openBench({ servers: group.all });
    closing.push(() => bench.close());
    const writers = startWriters([group.primary], 2);
    closing.push(() => writers.stop());
    // Before its first ACK a new replica is sent nothing, though it is listed as online: for so long no plan is true.
    await waitFor("every replica has sent an ACK", async () => {
      const said = String(await ask(group.primary, [["INFO", "replication"]]));
      return said.match(/state=online,offset=[1-9]/g)?.length === replicas;
    });
    const before = await servedBy(group.all);

    const relieved = await bench.run({ action: "relieve", instance: idAt(group.primary) });
    expect(relieved.run).toMatchObject({ state: "succeeded", advice: null });
    expect(relieved.plan.effects.map(({ resync }) => resync)).toEqual(Array(moved).fill("partial"));
    expect(relieved.plan.after.filter(({ upstream }) => upstream === idAt(group.primary))).toHaveLength(2);
    expect(rolesIn(await bench.fleet.refresh("orders"))).toEqual(promised(relieved.plan.after));
    const between = await servedBy(group.all);
    expect(between).toEqual({ full: before.full, partial: before.partial + moved });

    const flat = await bench.run({ action: "flatten", instance: idAt(group.primary) });
    expect(flat.run.state).toBe("succeeded");
    expect(promised(flat.plan.after)).toEqual(promised(relieved.plan.before));
    expect(rolesIn(await bench.fleet.refresh("orders"))).toEqual(promised(flat.plan.after));
    expect(await servedBy(group.all)).toEqual({ full: before.full, partial: before.partial + 2 * moved });

    const undo = await bench.actions.undo(flat.run.id);
    expect(undo).toMatchObject({ action: "rearrange" });
    expect((await bench.ended(await bench.start(undo))).state).toBe("succeeded");
    expect(rolesIn(await bench.fleet.refresh("orders"))).toEqual(promised(relieved.plan.after));

    await writers.stop();
    expect(writers.acknowledged()).toBeGreaterThan(100);
    await waitFor("all have caught up", async () => {
      const sizes = await Promise.all(group.all.map((server) => ask(server, [["SCARD", "acked"]])));
      return new Set(sizes.map(String)).size === 1;
    });
    for (const server of group.all) expect(await writers.lostOn(server)).toEqual([]);
    expect((await servedBy(group.all)).full).toBe(before.full);
  });
});

const binary = fleet.find(({ name }) => name.startsWith("redis-7.0")) ?? never();

/** Counts, until it is stopped, how many replicas of `server` are being copied to at once at the most. */
function watchCopies(server: LocalServer): { stop(): Promise<number> } {
  let stopped = false;
  let most = 0;
  const watching = (async () => {
    while (!stopped) {
      const said = String(await ask(server, [["INFO", "replication"]]));
      most = Math.max(most, said.match(/state=(wait_bgsave|send_bulk)/g)?.length ?? 0);
    }
  })();
  return {
    async stop() {
      stopped = true;
      await watching;
      return most;
    },
  };
}

describe("replicas whose place has left the backlog", () => {
  test("stay where they are, or are copied to one after the other where copies were allowed", async () => {
    // A copy takes a moment, long enough for a second one to be seen beside it.
    const settings = { "repl-backlog-size": "16384", "rdb-key-save-delay": "200" };
    const group = await startGroup({ binary, replicas: 1, settings });
    closing.push(() => group.stop());
    const [middle = never()] = group.replicas;
    const deep = await Promise.all([1, 2, 3].map(() => startReplica(binary, middle)));
    closing.push(() => stopServers(deep));
    const bench = await openBench({ servers: [...group.all, ...deep] });
    closing.push(() => bench.close());
    // Before its first ACK it would be sent nothing, and hold the backlog for ever; "online" alone does not say that.
    await ask(group.primary, [["SET", "first", "1"]]);
    await waitFor("the middle has sent an ACK", async () =>
      /offset=[1-9]/.test(String(await ask(group.primary, [["INFO", "replication"]]))),
    );
    middle.pause();
    await ask(group.primary, [["DEBUG", "POPULATE", "1000", "k", "100"]]);
    // What a silent replica was not yet sent keeps the backlog from being cut: that comes a moment later.
    await waitFor("their place has left the backlog", async () => {
      await ask(group.primary, [["SET", "n", "x".repeat(16384)]]);
      return Number(await replicationField(group.primary, "repl_backlog_first_byte_offset")) > 10_000;
    });
    await untilGroup(bench.fleet, "orders", "the middle is silent", ({ instances }) =>
      instances.some(({ id, reachable }) => id === idAt(middle) && !reachable),
    );

    const primary = idAt(group.primary);
    const spared = await bench.plan({ action: "flatten", instance: primary });
    expect(spared.steps).toEqual([]);
    expect(spared.checks.find(({ code }) => code === "left-alone")?.text).toMatch(/it would copy everything/);

    const before = await servedBy(group.all.filter((one) => one !== middle));
    const copies = watchCopies(group.primary);
    const { plan, run } = await bench.run({ action: "flatten", instance: primary, copies: true });
    expect(await copies.stop()).toBe(1);
    expect(plan.effects.map(({ resync }) => resync)).toEqual(["full", "full", "full"]);
    expect(plan.confirm).toMatchObject({ tier: 2 });
    expect(run).toMatchObject({ state: "succeeded" });
    const after = await servedBy([group.primary]);
    expect(after).toEqual({ full: before.full + 3, partial: before.partial });
    middle.resume();
  });

  test("a move that fails stops the run: what was moved stays, the rest is said", async () => {
    const group = await startGroup({ binary, replicas: 4 });
    closing.push(() => group.stop());
    const bench = await openBench({ servers: group.all });
    closing.push(() => bench.close());
    const plan = await bench.plan({ action: "relieve", instance: idAt(group.primary) });
    const told = plan.steps.filter(({ kind }) => kind === "replicaof");
    const second = group.all.find((one) => idAt(one) === told[1]?.instance) ?? never();
    // It refuses the order, and to say so beforehand: the run finds that out only when it comes to it.
    await ask(second, [["ACL", "SETUSER", "default", "-replicaof", "-slaveof", "-acl"]]);
    const run = await bench.ended(await bench.start(plan));
    expect(run.state).toBe("partial");
    expect(run.summary).toMatch(/^Partly applied, step 3 of 5\./);
    expect(run.advice).toContain(`-p ${second.port} REPLICAOF`);
    const back = await bench.actions.undo(run.id);
    expect(back.request).toMatchObject({
      moves: [{ replica: told[0]?.instance, upstream: idAt(group.primary) }],
    });
  });
});
