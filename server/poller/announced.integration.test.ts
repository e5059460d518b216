import { afterEach, expect, test } from "vitest";
import type { LocalServer } from "@/server/local";
import type { Fleet } from "@/server/ports";
import { ask } from "@/server/testing/ask";
import { groupConfig, idAt, instanceAt, seedOf, testFleet } from "@/server/testing/fleet";
import { isOnline, linkUp, startGroup, startTestServer, stopServers } from "@/server/testing/group";
import { answering, bulk, type HostileServer, primaryInfo, startHostile } from "@/server/testing/hostile";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";

let fleet: Fleet | null = null;
let hostile: HostileServer | null = null;
const servers: LocalServer[] = [];
afterEach(async () => {
  await fleet?.close();
  await hostile?.close();
  [fleet, hostile] = [null, null];
  await stopServers(servers.splice(0));
});

const nasty: readonly string[] = [
  "no",
  "no one",
  "NO",
  "-x",
  "a b",
  "a\u0000b",
  "a\tb",
  "a\u001b[31mb",
  "evil'\"`$(x)",
  "<script>",
  "user@evil",
  "..%2f",
  "é.example",
];

const hosts: readonly [string, string][] = [
  ...nasty.map((host): [string, string] => [JSON.stringify(host), host]),
  ["of 254 letters", "x".repeat(254)],
  ["of 60,000 letters", "x".repeat(60_000)],
];

test.each(hosts)(
  "R8: a host %s that a server names is no member, as a replica or as an upstream",
  async (_, host) => {
    const line = `ip=${host},port=6379,state=online,offset=1,lag=0`;
    const following = {
      role: "slave",
      master_host: host,
      master_port: "6379",
      master_link_status: "up",
      slave_read_only: "1",
      slave_repl_offset: "4711",
      slave0: line,
    };
    for (const fields of [{ slave0: line }, following]) {
      hostile = await startHostile(answering(bulk(primaryInfo(fields))));
      const id = idAt(hostile);
      fleet = await testFleet([groupConfig([seedOf(hostile)])]);
      const seen = await fleet.refresh("orders");
      expect(seen.instances.map((one) => one.id)).toEqual([id]);
      expect(instanceAt(seen, hostile)).toMatchObject({ reachable: true, upstream: null, replicas: [] });
      expect(seen.sentinel).toBeNull();
      await fleet.close();
      await hostile.close();
    }
  },
);

const matrix = await serverMatrix();
const forgedRunId = "f".repeat(40);
/** What a replica announces, so that lines of its own follow in its primary's INFO; 6.0 takes no more than 45 letters. */
const forged = [
  "a,port=1,state=online,offset=0,lag=0",
  "role:slave",
  "master_host:127.0.0.1",
  "master_port:1",
  "master_link_status:up",
  "slave_read_only:1",
  "slave_repl_offset:5",
  `run_id:${forgedRunId}`,
  "slave9:ip=127.0.0.1",
].join("\r\n");
const forgedShort = "a\r\nrole:slave\r\nb";

test.each(matrix.map((binary) => ({ binary, version: `${binary.product} ${binary.version}` })))(
  "R8: a replica of $version that announces lines of INFO writes nothing of its own into its primary's picture",
  async ({ binary }) => {
    const group = await startGroup({ binary, replicas: 1 });
    servers.push(...group.all);
    const { primary } = group;
    const rogue = await startTestServer(binary, {});
    servers.push(rogue);
    await ask(rogue, [
      ["CONFIG", "SET", "replica-announce-ip", binary.version.startsWith("6.") ? forgedShort : forged],
      ["REPLICAOF", primary.host, String(primary.port)],
    ]);
    await linkUp(rogue);
    await waitFor("the primary prints what it announces", async () =>
      String(await ask(primary, [["INFO", "replication"]])).includes("\r\nrole:slave\r\n"),
    );
    fleet = await testFleet([groupConfig([seedOf(primary)])]);
    const seen = await fleet.refresh("orders");
    expect(seen.instances.map(({ id }) => id)).toEqual([idAt(primary)]);
    const [instance] = seen.instances;
    expect(instance).toMatchObject({ role: null, upstream: null, offset: null });
    expect(instance?.runId).not.toBe(forgedRunId);
    expect(instance?.problem).toMatch(/^INFO: A field stands twice/);

    await ask(rogue, [["REPLICAOF", "NO", "ONE"]]);
    const [replica] = group.replicas;
    if (replica === undefined) throw new Error("no replica");
    await isOnline(primary, replica);
    await waitFor("the primary is read again", async () => {
      const whole = await fleet?.refresh("orders");
      return whole?.primary === idAt(primary) && whole.instances.length === 2;
    });
  },
);
