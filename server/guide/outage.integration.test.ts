import { afterAll, describe, expect, test } from "vitest";
import { differencesOf } from "@/lib/guide/differences";
import { serversOf } from "@/lib/guide/facts";
import { readForm } from "@/lib/guide/form";
import { instanceSettings } from "@/lib/guide/instance-settings";
import { formOf, observedGuide } from "@/lib/guide/observed";
import { isKnown } from "@/lib/guide/setting";
import type { LocalServer } from "@/server/local";
import { ask } from "@/server/testing/ask";
import { groupConfig, idAt, testFleet, untilGroup } from "@/server/testing/fleet";
import { linkUp, startGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { startWriter } from "@/server/testing/writer";
import { measureRate } from "./measure";
import { type GuideHouse, guideHouse, versionText } from "./start.fixture";

const binaries = await serverMatrix();
const houses: GuideHouse[] = [];
afterAll(async () => {
  await Promise.all(houses.map((house) => house.stop()));
});

const OUTAGE_SECONDS = 2;
/** Some 4 MB/s: a fraction of a second of it is more than the 1 MiB that a server has by itself. */
const [everyMs, padding] = [5, "x".repeat(20_000)];

const fieldOf = async (server: LocalServer, section: string, name: string): Promise<number> => {
  const info = String(await ask(server, [["INFO", section]]));
  return Number(new RegExp(`^${name}:(\\d+)`, "m").exec(info)?.[1]);
};

/**
 * The replica's link is cut until so much has been written, at whatever pace this machine has; then what its coming back took.
 * Measured in bytes: a loaded machine may write more slowly than when the rate was measured, and Redis counts in them too.
 */
async function outage(primary: LocalServer, replica: LocalServer, bytes: number) {
  const counts = async () => ({
    partial: await fieldOf(primary, "stats", "sync_partial_ok"),
    full: await fieldOf(primary, "stats", "sync_full"),
  });
  const offset = (): Promise<number> => fieldOf(primary, "replication", "master_repl_offset");
  const before = await counts();
  await ask(replica, [["REPLICAOF", "127.0.0.1", "1"]]);
  const from = await offset();
  const stop = await startWriter(primary, everyMs, padding);
  await waitFor(`${bytes} bytes are written`, async () => (await offset()) - from >= bytes);
  stop();
  await ask(replica, [["REPLICAOF", primary.host, String(primary.port)]]);
  await linkUp(replica);
  const after = await counts();
  return { partial: after.partial - before.partial, full: after.full - before.full };
}

// Valkey's own backlog of 10 MiB would hold such an outage by itself.
const redis = binaries.filter(({ product }) => product === "redis");
test.concurrent.each(redis)(
  "what the guide advises for a measured rate heals an outage as long as promised, and not a much longer one: $name",
  async (binary) => {
    const group = await startGroup({ binary, replicas: 1 });
    const [replica] = group.replicas;
    if (replica === undefined) throw new Error("no replica");
    const fleet = await testFleet([groupConfig([`redis://${idAt(group.primary)}`])]);
    try {
      await untilGroup(fleet, "orders", "settings and lag are known", (seen) => {
        const members = [...fleet.members("orders").values()];
        return seen.instances.length === 2 && members.every(({ slow }) => slow?.config != null);
      });
      expect(await outage(group.primary, replica, 2 * 1024 * 1024)).toEqual({ partial: 0, full: 1 });

      const stop = await startWriter(group.primary, everyMs, padding);
      const rate = await measureRate(fleet, "orders", 1_000);
      stop();
      const promised = OUTAGE_SECONDS * (rate?.bytesPerSecond ?? 0);
      const seen = observedGuide({
        group: await fleet.refresh("orders"),
        members: fleet.members("orders"),
        rate,
        reader: null,
      });
      const form = readForm({ ...formOf(seen), outage: `${OUTAGE_SECONDS}s` });
      if (!form.ok) throw new Error(JSON.stringify(form.error));
      const advised = differencesOf(form.value, seen.settings).filter(
        ({ setting }) => setting === "repl-backlog-size",
      );
      expect(advised.map(({ instance }) => instance).sort()).toEqual(group.all.map(idAt).sort());
      const command = advised.find(({ instance }) => instance === idAt(group.primary))?.command ?? "";
      await ask(group.primary, [command.split(" ")]);

      expect(await outage(group.primary, replica, promised)).toEqual({ partial: 1, full: 0 });
      expect(await outage(group.primary, replica, 2.5 * promised)).toEqual({ partial: 0, full: 1 });
    } finally {
      await fleet.close();
      await group.stop();
    }
  },
);

test.concurrent.each(binaries)(
  "every setting of the table is one that $name knows, and has as it was written",
  async (binary) => {
    const house = await guideHouse(binary, {
      tls: "yes",
      "min-replicas": "1",
      outage: "2h",
    });
    houses.push(house);
    const [primary] = serversOf(house.facts);
    if (primary === undefined) throw new Error("no primary");
    house.start("primary/redis.conf");
    await waitFor(
      "it answers",
      async () => (await house.field(primary.address, "role").catch(() => null)) === "master",
    );
    const place = { facts: house.facts, at: primary, secrets: house.secrets };
    const values: Record<string, string> = {};
    for (const row of instanceSettings) {
      const [advised] = isKnown(row, house.facts.version) ? row.values(place) : [];
      if (advised === undefined) continue;
      const reply = await house.as("admin", primary.address, ["CONFIG", "GET", row.id]);
      const [name, value] = Array.isArray(reply) ? reply : [];
      expect([row.id, name]).toEqual([row.id, row.id]);
      if (typeof value === "string") values[row.id] = value;
      // What is compared is written as it would be read, so that a group which has it is told of nothing.
      if (row.holds !== undefined)
        expect([row.id, row.holds(String(value), row.values(place))]).toEqual([row.id, true]);
    }
    // A primary follows nobody, and with users there is no one password.
    const others = ["replicaof", "requirepass"];
    const known = instanceSettings.filter((row) => isKnown(row, house.facts.version)).map(({ id }) => id);
    expect(known.filter((id) => values[id] === undefined)).toEqual(known.filter((id) => others.includes(id)));
  },
);

describe("one password for all", () => {
  test("replicates on the oldest and the newest server", async () => {
    const [first, last] = [binaries.at(0), binaries.at(-1)];
    if (first === undefined || last === undefined) throw new Error("no server");
    await Promise.all(
      [first, last].map(async (binary) => {
        const house = await guideHouse(binary, {
          auth: "password",
          persistence: "none",
          version: versionText(binary),
        });
        houses.push(house);
        await house.startInstances();
        expect(await house.as("admin", house.facts.primary, ["SET", "a", "1"])).toBe("OK");
      }),
    );
  });
});
