import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Fleet } from "@/server/ports";
import { ask, replicationField } from "@/server/testing/ask";
import { groupConfig, idAt, instanceAt, seedOf, testFleet, untilGroup } from "@/server/testing/fleet";
import { startGroup, startReplica, stopServers, type TestGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";

const matrix = await serverMatrix();

describe.each(matrix)("with $name", (binary) => {
  let group: TestGroup;
  let fleet: Fleet | null = null;
  beforeAll(async () => {
    group = await startGroup({ binary, replicas: 1, chained: 1 });
  });
  afterEach(async () => {
    await fleet?.close();
    fleet = null;
  });
  afterAll(() => group.stop());

  const watch = async (seed: string): Promise<Fleet> => {
    fleet = await testFleet([groupConfig([seed])]);
    return fleet;
  };

  test.each([
    ["primary", 0],
    ["replica", 1],
    ["replica of a replica", 2],
  ])("the whole group is found from its %s", async (_, index) => {
    const [primary, replica, leaf] = group.all;
    const seed = group.all[index];
    if (primary === undefined || replica === undefined || leaf === undefined || seed === undefined)
      throw new Error("the group is not whole");
    const seen = await (await watch(seedOf(seed))).refresh("orders");
    expect(seen.instances.map((instance) => instance.id).sort()).toEqual(group.all.map(idAt).sort());
    expect(seen.primary).toBe(idAt(primary));
    expect(instanceAt(seen, replica)).toMatchObject({ role: "replica", upstream: idAt(primary) });
    expect(instanceAt(seen, leaf)).toMatchObject({ role: "replica", upstream: idAt(replica) });
    expect(instanceAt(seen, leaf).link).toMatchObject({ state: "up", confirmed: true });
    for (const instance of seen.instances)
      expect(instance).toMatchObject({ reachable: true, product: binary.product, version: binary.version });
  });

  test("offsets, persistence, memory and settings are read, and lag comes down to nothing", async () => {
    await ask(group.primary, [["SET", "a", "1"]]);
    const fleet = await watch(seedOf(group.primary));
    const offset = Number(await replicationField(group.primary, "master_repl_offset"));
    const seen = await untilGroup(
      fleet,
      "orders",
      "every replica has caught up, and the child that fed them has ended",
      ({ instances }) =>
        instances.length === 3 &&
        instances.every(
          ({ role, lagBytes, offset: at, persistence }) =>
            (at ?? 0) >= offset &&
            // A diskless copy counts as a save until its child is reaped, which on Redis 8 is after the links are up.
            (role === "primary" ? persistence?.saving === false : lagBytes === 0),
        ),
    );
    const primary = instanceAt(seen, group.primary);
    expect(primary).toMatchObject({ keys: 1, persistence: { aof: false } });
    expect(primary.memory?.usedBytes).toBeGreaterThan(100_000);
    expect(primary.backlog?.active).toBe(true);
    const slow = fleet.members("orders").get(idAt(group.primary))?.slow;
    expect(slow?.config?.get("repl-ping-replica-period")).toBe("1");
    expect(slow?.sentinelSubscribers).toBe(0);
  });

  test("a replica that joins is found, and one that vanishes stays, unreachable, until it is forgotten", async () => {
    const fleet = await watch(seedOf(group.primary));
    await fleet.refresh("orders");
    const joined = await startReplica(binary, group.primary);
    await untilGroup(fleet, "orders", "the new replica is shown", ({ instances }) =>
      instances.some(({ id, link }) => id === idAt(joined) && link?.state === "up"),
    );
    await stopServers([joined]);
    const gone = await untilGroup(
      fleet,
      "orders",
      "it is unreachable",
      (now) => !instanceAt(now, joined).reachable,
    );
    expect(instanceAt(gone, joined).unreachableReason).toBe("refused");
    await untilGroup(fleet, "orders", "nobody lists it", () =>
      [...fleet.members("orders").values()].every(
        ({ reading }) =>
          reading?.state !== "reached" ||
          reading.view.listed.every(({ address }) => address.port !== joined.port),
      ),
    );
    fleet.forget("orders", idAt(joined));
    const after = await fleet.refresh("orders");
    expect(after.instances.map((instance) => instance.id)).not.toContain(idAt(joined));
  });
});
