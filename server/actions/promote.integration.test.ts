import { afterEach, describe, expect, test } from "vitest";
import type { LocalServer } from "@/server/local";
import { replicationField } from "@/server/testing/ask";
import { startGroup, type TestGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { type Bench, idAt, openBench, rolesIn } from "./bench/bench.fixture";
import { heldOn, statsOf } from "./bench/stats.fixture";
import { startObserver, startWriters } from "./bench/writers.fixture";

let group: TestGroup | null = null;
let bench: Bench | null = null;

afterEach(async () => {
  await bench?.close();
  await group?.stop();
  bench = null;
  group = null;
});

const binaries = await serverMatrix();
const WRITERS = 8;

describe.each(binaries)("promote on $name", (binary) => {
  test("under load: no acknowledged write is lost, never two writable primaries, resyncs as predicted", async () => {
    // As large as such writers need: before 6.2 a replica reconnects up to a second late, and they write megabytes in one.
    const settings = { "repl-backlog-size": "64mb" };
    group = await startGroup({ binary, replicas: 2, chained: 1, settings });
    const [target, sibling] = group.replicas;
    if (target === undefined || sibling === undefined) throw new Error("no replicas");
    bench = await openBench({ servers: group.all });
    const writers = startWriters(group.all, WRITERS);
    const observer = startObserver(group.all);
    while (writers.acknowledged() < 500) await bench.fleet.sample("orders", [idAt(target)]);

    const plan = await bench.plan({ action: "promote", instance: idAt(target) });
    expect(plan.method).toBe(binary.version.startsWith("6.0") ? "pause-and-promote" : "failover");
    const before = await Promise.all(group.all.map(statsOf));
    const run = await bench.ended(await bench.start(plan));
    const atEnd = writers.acknowledged();
    while (writers.acknowledged() < atEnd + 500) await bench.fleet.sample("orders", [idAt(target)]);
    await writers.stop();
    await observer.stop();

    expect(await writers.lostOn(target)).toEqual([]);
    expect(observer.overlaps()).toEqual([]);
    expect(run).toMatchObject({ state: "succeeded", advice: null });
    expect(run.steps.filter((step) => step.state !== "done")).toEqual([]);
    expect(run.writePausedSeconds).toBeGreaterThan(0);
    expect(run.writePausedSeconds).toBeLessThan(2);
    const roles = rolesIn(await bench.fleet.refresh("orders"));
    expect(roles).toMatchObject({
      [idAt(target)]: "primary",
      [idAt(group.primary)]: idAt(target),
      [idAt(sibling)]: idAt(target),
    });
    const after = await Promise.all(group.all.map(statsOf));
    const fulls = plan.effects.filter((effect) => effect.resync === "full").length;
    const toTarget = plan.effects.filter((effect) => effect.link.upstream === idAt(target));
    expect(sum(after, "fullSyncs") - sum(before, "fullSyncs")).toBe(fulls);
    expect(fulls).toBe(0);
    const partials = after[group.all.indexOf(target)]?.partialSyncs ?? 0;
    expect(partials - (before[group.all.indexOf(target)]?.partialSyncs ?? 0)).toBeGreaterThanOrEqual(
      toTarget.filter((effect) => effect.resync === "partial").length,
    );
    expect(run.counted?.full).toBe(0);
    expect(run.counted?.partial).toBeGreaterThanOrEqual(toTarget.length);
    await expectNothingHeld(group.all);
  });

  test("a replica of a replica first follows the primary itself, then takes over", async () => {
    group = await startGroup({ binary, replicas: 1, chained: 1 });
    const deep = group.replicas[1];
    if (deep === undefined) throw new Error("no chain");
    bench = await openBench({ servers: group.all });
    const { run } = await bench.run({ action: "promote", instance: idAt(deep) });
    expect(run.state).toBe("succeeded");
    const roles = rolesIn(await bench.fleet.refresh("orders"));
    expect(roles[idAt(deep)]).toBe("primary");
    expect(roles[idAt(group.primary)]).toBe(idAt(deep));
  });
});

const sum = (all: readonly { fullSyncs: number }[], field: "fullSyncs"): number =>
  all.reduce((total, one) => total + one[field], 0);

/** No pause, fence or PING period of ours is left anywhere. */
async function expectNothingHeld(servers: readonly LocalServer[]): Promise<void> {
  for (const server of servers) {
    expect(await heldOn(server)).toEqual({ minReplicas: "0", pingSeconds: "1" });
    expect((await replicationField(server, "master_failover_state")) ?? "no-failover").toBe("no-failover");
  }
}
