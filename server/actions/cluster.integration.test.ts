import { afterEach, describe, expect, test } from "vitest";
import { ask } from "@/server/testing/ask";
import { startCluster, type TestCluster } from "@/server/testing/cluster";
import { instanceAt, untilGroup } from "@/server/testing/fleet";
import { linkUp } from "@/server/testing/group";
import { hearAll } from "@/server/testing/said";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { type Bench, idAt, openBench, rolesIn } from "./bench/bench.fixture";
import { grantLeast, leastLogins, optionsFor, refusedAt, rulesFor, rulesUsed } from "./bench/least.fixture";
import { startWriters } from "./bench/writers.fixture";

let cluster: TestCluster | null = null;
let bench: Bench | null = null;
afterEach(async () => {
  await bench?.close();
  await cluster?.stop();
  bench = null;
  cluster = null;
});

const WRITERS = 8;
const binaries = (await serverMatrix()).filter(({ name }) => /^(redis-7|valkey-9)/.test(name));

describe.each(binaries)("in a cluster on $name", (binary) => {
  test("R16: promote under load loses nothing, with just the rights of the table; re-point and attach go by the cluster's own commands too", async () => {
    cluster = await startCluster(binary, 2);
    const { primaries, replicas, spare } = cluster;
    const [first, second] = primaries;
    const [target, sibling] = replicas;
    if (target === undefined || sibling === undefined) throw new Error("no replicas");
    for (const one of replicas) await linkUp(one);
    const servers = [...primaries, ...replicas, spare];
    for (const one of servers) await grantLeast(one, binary, ["cluster"]);
    const ear = hearAll();
    bench = await openBench({
      servers: [first, ...replicas, second, spare],
      config: leastLogins,
      count: null,
    });
    await untilGroup(
      bench.fleet,
      "orders",
      "all have told",
      ({ instances }) => instances.length >= 5 && instances.every((one) => one.cluster !== null),
    );

    // Their set's slot, 740, is among those of the first primary.
    const writers = startWriters([first, ...replicas], WRITERS);
    await waitFor("they write", () => writers.acknowledged() > 500);
    const promoted = await bench.run({ action: "promote", instance: idAt(target) });
    expect(promoted.plan).toMatchObject({
      method: "cluster",
      writePauseSeconds: 5,
      dataLoss: { verdict: "none" },
    });
    expect(promoted.run).toMatchObject({ state: "succeeded", advice: null });
    const atEnd = writers.acknowledged();
    await waitFor("they write on", () => writers.acknowledged() > atEnd + 500);
    await writers.stop();
    expect(await writers.lostOn(target)).toEqual([]);
    expect(rolesIn(await bench.fleet.refresh("orders"))).toMatchObject({
      [idAt(target)]: "primary",
      [idAt(first)]: idAt(target),
      [idAt(sibling)]: idAt(target),
      [idAt(second)]: "primary",
    });

    const attached = await bench.run({ action: "attach", instance: idAt(spare), upstream: idAt(target) });
    expect(attached.run).toMatchObject({ state: "succeeded", advice: null });
    const moved = await bench.run({ action: "repoint", instance: idAt(sibling), upstream: idAt(second) });
    expect(moved.run).toMatchObject({ state: "succeeded", advice: null });
    expect(moved.plan.steps[0]?.command?.slice(0, 2)).toEqual(["CLUSTER", "REPLICATE"]);
    const group = await bench.fleet.refresh("orders");
    expect(instanceAt(group, spare).upstream).toBe(idAt(target));
    expect(instanceAt(group, sibling).upstream).toBe(idAt(second));

    const full = await bench.plan({ action: "attach", instance: idAt(second), upstream: idAt(target) });
    expect(full.checks.filter(({ status }) => status === "fail").map(({ code }) => code)).toEqual([
      "cluster-empty",
    ]);

    // All of that was done with the rights of the table, and what a cluster takes was used.
    ear.stop();
    for (const one of servers) expect(await refusedAt(one)).toEqual([]);
    const options = optionsFor(binary, ["cluster"]);
    const used = rulesUsed(ear.said, new Set(servers.map(({ port }) => port)), options);
    expect(rulesFor("cluster", options).filter((rule) => !used.has(rule))).toEqual([]);
  });

  test("while the primary is gone a promotion is forced, and the cluster takes it", async () => {
    cluster = await startCluster(binary, 1);
    const { primaries, replicas } = cluster;
    const [first] = primaries;
    const [target] = replicas;
    if (target === undefined) throw new Error("no replica");
    await linkUp(target);
    // Else the cluster would promote it by itself.
    await ask(target, [["CONFIG", "SET", "cluster-replica-no-failover", "yes"]]);
    bench = await openBench({ servers: [first, target] });
    await first.kill();
    await untilGroup(
      bench.fleet,
      "orders",
      "it is seen to be gone",
      (group) => !instanceAt(group, first).reachable && instanceAt(group, target).link?.state !== "up",
    );
    const { plan, run } = await bench.run({ action: "promote", instance: idAt(target) });
    expect(plan).toMatchObject({ method: "forced", confirm: { tier: 3 } });
    expect(plan.dataLoss.verdict).not.toBe("none");
    expect(run).toMatchObject({ state: "succeeded" });
  });
});
