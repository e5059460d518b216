import { afterEach, expect, test } from "vitest";
import type { FindingCode } from "@/lib/contract";
import type { Fleet } from "@/server/ports";
import { groupConfig, idAt, seedOf, testFleet, untilGroup } from "@/server/testing/fleet";
import { answering, bulk, type HostileServer, primaryInfo, startHostile } from "@/server/testing/hostile";

let fleet: Fleet | null = null;
const servers: HostileServer[] = [];
afterEach(async () => {
  await fleet?.close();
  fleet = null;
  for (const server of servers.splice(0)) await server.close();
});

async function start(...args: Parameters<typeof startHostile>): Promise<HostileServer> {
  const server = await startHostile(...args);
  servers.push(server);
  return server;
}

const serverInfo = (runId: string): string =>
  `# Server\r\nredis_version:7.0.15\r\nredis_mode:standalone\r\nrun_id:${runId.repeat(40)}\r\nuptime_in_seconds:900\r\n`;

// Seen on a busy machine: the primary's second address was told of as a second primary.
test("an address that does not say in time whose it is, is not told of as a second primary", async () => {
  const primary = answering(bulk(`${serverInfo("a")}${primaryInfo()}`));
  let silences = 0;
  const known = await start(primary);
  const other = await start((socket, words) => {
    if (words === "INFO" && silences < 2) silences += 1;
    else primary(socket, words);
  });
  const following = {
    role: "slave",
    master_host: other.host,
    master_port: String(other.port),
    master_link_status: "up",
    slave_read_only: "1",
    slave_repl_offset: "4711",
  };
  const replica = await start(answering(bulk(`${serverInfo("b")}${primaryInfo(following)}`)));

  // With a deadline that a busy machine keeps: no other answer than those two may be late.
  const poll = { intervalMs: 100, timeoutMs: 1_000, discover: true };
  fleet = await testFleet([groupConfig([seedOf(known), seedOf(replica)])], { poll });
  const told: FindingCode[] = [];
  fleet.listen({ findings: (_, opened) => told.push(...opened.map(({ code }) => code)) });
  const group = await untilGroup(
    fleet,
    "orders",
    "the replica is known to follow the primary",
    ({ instances }) => instances.find(({ id }) => id === idAt(replica))?.upstream === idAt(known),
  );
  expect(silences).toBe(2);
  expect(group.instances.map(({ id }) => id).sort()).toEqual([idAt(known), idAt(replica)].sort());
  expect(told).not.toContain("two-primaries");
});
