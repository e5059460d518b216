import { expect, onTestFinished, test } from "vitest";
import { lineageOf } from "@/lib/plan/lineage";
import { ask, replicationField } from "@/server/testing/ask";
import { groupConfig, idAt, seedOf, testFleet, untilGroup } from "@/server/testing/fleet";
import { startGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";

const quiet = { "repl-ping-replica-period": "3600" };

/** Three that were one: the old primary went on alone, a replica was promoted and feeds the other. */
test.each(await serverMatrix())(
  "on $name $version, what an old primary would lose by rejoining is what it took alone",
  async (binary) => {
    const group = await startGroup({ binary, replicas: 2, settings: quiet });
    const [heir, other] = group.replicas;
    if (heir === undefined || other === undefined) throw new Error("no replicas");
    const fleet = await testFleet([groupConfig(group.all.map(seedOf))]);
    onTestFinished(async () => {
      await fleet.close();
      await group.stop();
    });
    const offsetOf = async (server: typeof heir) =>
      Number(await replicationField(server, "master_repl_offset"));
    await ask(group.primary, [["SET", "shared", "1"]]);
    await waitFor("both have it", async () => {
      const offsets = await Promise.all(group.all.map(offsetOf));
      return new Set(offsets).size === 1;
    });
    const fork = await offsetOf(heir);
    await ask(heir, [["REPLICAOF", "NO", "ONE"]]);
    await ask(other, [["REPLICAOF", heir.host, String(heir.port)]]);
    await ask(heir, [["SET", "new", "1"]]);
    await ask(group.primary, [
      ["SET", "alone", "1"],
      ["SET", "alone", "2"],
    ]);
    const alone = (await offsetOf(group.primary)) - fork;
    const told = await untilGroup(
      fleet,
      "orders",
      "both histories are read",
      (now) =>
        now.instances.some(({ id, offset }) => id === idAt(group.primary) && offset === fork + alone) &&
        now.instances.some(
          ({ id, replid, link }) => id === idAt(other) && link?.state === "up" && replid !== null,
        ),
    );

    const { branches } = lineageOf({ ...told, primary: idAt(heir) });
    expect(branches).toMatchObject([
      { parent: null, members: [{ instance: idAt(group.primary), ownBytes: alone, resync: "full" }] },
      { parent: branches[0]?.replid, from: fork + 1, ofPrimary: true },
    ]);
    expect(branches[1]?.members.map(({ instance, ownBytes }) => [instance, ownBytes]).sort()).toEqual(
      [
        [idAt(heir), null],
        [idAt(other), 0],
      ].sort(),
    );

    // The judge: it drops the key it took alone, by a full copy.
    const before = Number(/sync_full:(\d+)/.exec(String(await ask(heir, [["INFO", "stats"]])))?.[1]);
    await ask(group.primary, [["REPLICAOF", heir.host, String(heir.port)]]);
    await waitFor(
      "it has rejoined",
      async () => (await replicationField(group.primary, "master_link_status")) === "up",
    );
    const after = Number(/sync_full:(\d+)/.exec(String(await ask(heir, [["INFO", "stats"]])))?.[1]);
    expect(after).toBe(before + 1);
    expect(await ask(group.primary, [["GET", "alone"]])).toBeNull();
  },
);
