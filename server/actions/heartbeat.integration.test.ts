import { afterEach, describe, expect, test } from "vitest";
import { replicationField } from "@/server/testing/ask";
import { instanceAt, untilGroup } from "@/server/testing/fleet";
import { startGroup, type TestGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { type Bench, idAt, openBench, rolesIn } from "./bench/bench.fixture";
import { statsOf } from "./bench/stats.fixture";
import { startObserver, startWriters } from "./bench/writers.fixture";

const heartbeat = { prefix: "tidemark:heartbeat", intervalMs: 100, ttlMs: 10_000 };
/** One for each way to promote: by FAILOVER, and by a fence. */
const binaries = (await serverMatrix()).filter(({ version }) => /^(6\.0|7\.)/.test(version));

let group: TestGroup | null = null;
let bench: Bench | null = null;

afterEach(async () => {
  await bench?.close();
  await group?.stop();
  bench = null;
  group = null;
});

describe.each(binaries)("with a heartbeat, on $name", (binary) => {
  test("a plan stays true while heartbeats are written, and a promotion under load loses nothing", async () => {
    group = await startGroup({ binary, replicas: 2, settings: { "repl-backlog-size": "64mb" } });
    const { primary, replicas } = group;
    const [target, sibling] = replicas;
    if (target === undefined || sibling === undefined) throw new Error("no replicas");
    bench = await openBench({ servers: group.all, heartbeat });
    const plan = await bench.plan({ action: "promote", instance: idAt(target) });
    const offset = async (): Promise<number> => Number(await replicationField(primary, "master_repl_offset"));
    const planned = await offset();
    // Nothing but heartbeats and PINGs moves the stream meanwhile.
    await waitFor("some heartbeats have come", async () => (await offset()) > planned + 1_000);
    const writers = startWriters(group.all, 4);
    const observer = startObserver(group.all);
    await waitFor("the writers write", () => writers.acknowledged() > 500);
    const before = await Promise.all(group.all.map(statsOf));
    const run = await bench.ended(await bench.start(plan));
    const atEnd = writers.acknowledged();
    await waitFor("they go on", () => writers.acknowledged() > atEnd + 500);
    await writers.stop();
    await observer.stop();

    expect(run).toMatchObject({ state: "succeeded", advice: null });
    expect(run.steps.filter((step) => step.state !== "done")).toEqual([]);
    expect(await writers.lostOn(target)).toEqual([]);
    expect(observer.overlaps()).toEqual([]);
    const after = await Promise.all(group.all.map(statsOf));
    expect(after.map((stats, i) => stats.fullSyncs - (before[i]?.fullSyncs ?? 0))).toEqual([0, 0, 0]);
    const seen = await untilGroup(bench.fleet, "orders", "readers are measured at the new primary", (now) => {
      return [primary, sibling].every((replica) => {
        const told = instanceAt(now, replica).heartbeat;
        return told !== null && told.lagSeconds < 1;
      });
    });
    expect(rolesIn(seen)[idAt(target)]).toBe("primary");
  });
});
