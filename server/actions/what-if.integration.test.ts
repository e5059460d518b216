import { afterEach, describe, expect, test } from "vitest";
import type { WhatIf } from "@/lib/contract";
import { whatIf } from "@/lib/plan";
import type { LocalServer } from "@/server/local";
import { ask, replicationField } from "@/server/testing/ask";
import { untilGroup } from "@/server/testing/fleet";
import { isOnline, startGroup, startReplica, stopServers } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { type Bench, idAt, openBench } from "./bench/bench.fixture";
import { statsOf } from "./bench/stats.fixture";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const never = (): never => {
  throw new Error("missing");
};

/** What it tells of the newest readings. */
async function foretell({ fleet }: Bench, server: LocalServer): Promise<WhatIf> {
  const group = await fleet.refresh("orders");
  const nowMs = performance.timeOrigin + performance.now();
  const readings = { group, members: fleet.members("orders"), resolve: fleet.resolver("orders"), nowMs };
  return whatIf(readings, idAt(server)) ?? never();
}

const offsetOf = async (server: LocalServer): Promise<number> =>
  Number(await replicationField(server, "master_repl_offset"));

/** The login a replica follows its upstream by; a wrong one is refused before PSYNC, so that it keeps its place. */
const loginOf = (replica: LocalServer, user: string, password: string) =>
  ask(replica, [
    ["CONFIG", "SET", "masteruser", user],
    ["CONFIG", "SET", "masterauth", password],
  ]);

/** Ends the link of a replica, which cannot come back until it has its login again. */
async function cut(replica: LocalServer): Promise<void> {
  await loginOf(replica, "nobody", "wrong");
  await ask(replica, [["CLIENT", "KILL", "TYPE", "master"]]);
  await waitFor(
    "the link is gone",
    async () => (await replicationField(replica, "master_link_status")) === "down",
  );
}

const filled = "x".repeat(8192);

const fleet = await serverMatrix();
const chosen = ["redis-6.0", "redis-7.0", "valkey-9."].flatMap(
  (name) => fleet.find((binary) => binary.name.startsWith(name)) ?? [],
);

describe.each(chosen)("what was foretold comes true on $name", (binary) => {
  test("of a primary: who takes over, the bytes lost, who continues and who copies, and that writes are refused", async () => {
    const group = await startGroup({ binary, replicas: 2 });
    closing.push(() => group.stop());
    const { primary, replicas } = group;
    const [ahead = never(), behind = never()] = replicas;
    const below = await startReplica(binary, ahead);
    closing.push(() => stopServers([below]));
    await Promise.all([isOnline(primary, ahead), isOnline(primary, behind), isOnline(ahead, below)]);
    await ask(ahead, [
      ["CONFIG", "SET", "repl-backlog-size", "16384"],
      ["CONFIG", "SET", "min-replicas-to-write", "3"],
    ]);
    const bench = await openBench({ servers: [...group.all, below] });
    closing.push(() => bench.close());

    await cut(behind);
    const left = await offsetOf(behind);
    await waitFor("the place of the one behind has left the backlog", async () => {
      await ask(primary, [["SET", "n", filled]]);
      return Number(await replicationField(ahead, "repl_backlog_first_byte_offset")) > left + 1;
    });
    await waitFor(
      "the one ahead has it all",
      async () => (await offsetOf(ahead)) === (await offsetOf(primary)),
    );
    await cut(ahead);
    await ask(primary, [["SET", "lost", "1"]]);
    await untilGroup(bench.fleet, "orders", "both are seen without a link", ({ instances }) =>
      [ahead, behind].every((one) => instances.find(({ id }) => id === idAt(one))?.link?.state !== "up"),
    );

    const told = await foretell(bench, primary);
    const lacking = (await offsetOf(primary)) - (await offsetOf(ahead));
    expect(lacking).toBeGreaterThan(0);
    expect(told).toMatchObject({
      successor: { instance: idAt(ahead) },
      loss: { verdict: "certain", bytesAtLeast: lacking },
      writes: { verdict: "refused", demanded: 3, good: 2 },
    });
    const costs = Object.fromEntries(told.survivors.map(({ instance, resync }) => [instance, resync]));
    expect(costs).toEqual({ [idAt(behind)]: "full", [idAt(below)]: "partial" });

    await primary.kill();
    await untilGroup(bench.fleet, "orders", "the primary is gone", ({ instances }) =>
      instances.some(({ id, reachable }) => id === idAt(primary) && !reachable),
    );
    await loginOf(behind, "", "");
    const before = await statsOf(ahead);
    const { plan, run } = await bench.run({ action: "promote", instance: idAt(ahead) });
    expect(run.state).toBe("succeeded");
    expect(plan.dataLoss.bytes).toBe(lacking);
    expect(plan.after.filter(({ instance }) => instance !== idAt(primary))).toEqual(
      told.after.filter(({ instance }) => instance !== idAt(primary)),
    );
    const after = await statsOf(ahead);
    expect(after).toEqual({ fullSyncs: before.fullSyncs + 1, partialSyncs: before.partialSyncs + 1 });
    expect(await ask(ahead, [["EXISTS", "lost"]])).toBe(0);
    await expect(ask(ahead, [["SET", "a", "1"]])).rejects.toThrow(/NOREPLICAS/);
    await ask(ahead, [["CONFIG", "SET", "min-replicas-to-write", "2"]]);
    await ask(ahead, [["SET", "a", "1"]]);
  });

  test("of a replica: writes wait until what hung below it follows the primary, and that continues", async () => {
    const group = await startGroup({ binary, replicas: 2 });
    closing.push(() => group.stop());
    const { primary, replicas } = group;
    const [middle = never(), other = never()] = replicas;
    const below = await Promise.all([startReplica(binary, middle), startReplica(binary, middle)]);
    closing.push(() => stopServers(below));
    await ask(primary, [["CONFIG", "SET", "min-replicas-to-write", "2"]]);
    await Promise.all([isOnline(primary, middle), isOnline(primary, other)]);
    const bench = await openBench({ servers: [...group.all, ...below] });
    closing.push(() => bench.close());
    await ask(primary, [["SET", "a", "1"]]);

    const told = await foretell(bench, middle);
    expect(told).toMatchObject({
      writes: { verdict: "wait", demanded: 2, good: 3 },
      loss: { verdict: "none" },
      survivors: below.map(() => ({ upstream: idAt(primary), resync: "partial" })),
    });

    await middle.kill();
    await waitFor("writes are refused", () =>
      ask(primary, [["SET", "a", "2"]]).then(
        () => false,
        (error: unknown) => String(error).includes("NOREPLICAS"),
      ),
    );
    await untilGroup(bench.fleet, "orders", "the middle is gone", ({ instances }) =>
      instances.some(({ id, reachable }) => id === idAt(middle) && !reachable),
    );
    const before = await statsOf(primary);
    const { run } = await bench.run({
      action: "rearrange",
      instance: idAt(primary),
      moves: told.survivors.map(({ instance, upstream }) => ({
        replica: instance,
        upstream: upstream ?? never(),
      })),
    });
    expect(run.state).toBe("succeeded");
    expect(await statsOf(primary)).toEqual({
      fullSyncs: before.fullSyncs,
      partialSyncs: before.partialSyncs + 2,
    });
    await waitFor("writes are taken", () =>
      ask(primary, [["SET", "a", "3"]]).then(
        () => true,
        () => false,
      ),
    );
  });
});
