import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ask, replicationField } from "@/server/testing/ask";
import { groupConfig, idAt, seedOf, testFleet, untilGroup } from "@/server/testing/fleet";
import { linkUp, startTestServer, stopServers } from "@/server/testing/group";
import { LinkProxy } from "@/server/testing/proxy";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { startWriter } from "@/server/testing/writer";
import { monotonicClock } from "./config";

const matrix = await serverMatrix();

test.each(matrix)("on $name $version, a full copy is never larger than what was told", async (binary) => {
  const primary = await startTestServer(binary);
  onTestFinished(() => stopServers([primary]));
  // Small values that expire: of all shapes the one whose RDB comes nearest to its room in memory, and above
  // used_memory_dataset, which leaves the table of expiries out.
  const fill = "for i = 1, 30000 do redis.call('SET', i, i % 10, 'EX', 100000) end";
  await ask(primary, [["EVAL", fill, "0"], ["SAVE"]]);
  const fleet = await testFleet([groupConfig([seedOf(primary)])]);
  onTestFinished(() => fleet.close());
  const { instances } = await fleet.refresh("orders");
  const rdbBytes = statSync(join(primary.dir, "dump.rdb")).size;
  expect(instances[0]?.memory?.dataBytes).toBeGreaterThan(rdbBytes);
  expect(instances[0]?.memory?.dataBytes).toBeLessThan(20 * rdbBytes);
});

test("a replica that has stayed away for too long is told since when, and how much there is to copy", async () => {
  const [binary] = matrix;
  if (binary === undefined) throw new Error("no server");
  const settings = { "repl-ping-replica-period": "3600", "repl-backlog-size": "16384" };
  const primary = await startTestServer(binary, settings);
  const proxy = await LinkProxy.start(primary);
  const replica = await startTestServer(binary, { ...settings, replicaof: `${proxy.host} ${proxy.port}` });
  await linkUp(replica);
  const stopWriter = await startWriter(primary, 5);
  const fleet = await testFleet(
    [groupConfig([seedOf(primary), seedOf(replica)], { addresses: { [idAt(proxy)]: idAt(primary) } })],
    {
      poll: { intervalMs: 250, timeoutMs: 200, discover: false },
    },
  );
  onTestFinished(async () => {
    stopWriter();
    await fleet.close();
    await stopServers([primary, replica]);
  });

  await proxy.close();
  let needed = 0;
  await waitFor("the replica has noticed", async () => {
    needed = Number(await replicationField(replica, "slave_repl_offset")) + 1;
    return (await replicationField(replica, "master_link_status")) === "down";
  });
  let leftMs = 0;
  await waitFor("the needed byte leaves the backlog", async () => {
    leftMs = monotonicClock.nowMs();
    return Number(await replicationField(primary, "repl_backlog_first_byte_offset")) > needed;
  });
  const group = await untilGroup(fleet, "orders", "it is told", ({ instances }) =>
    instances.some(({ resync }) => resync?.verdict === "full"),
  );
  const told = group.instances.find(({ id }) => id === idAt(replica))?.resync;
  expect(told?.copyBytes).toBeGreaterThan(0);
  expect(told?.reason).toMatch(/left the backlog.*At most .* to copy\./);
  expect(Math.abs(Date.parse(told?.pastSince ?? "") - leftMs)).toBeLessThan(250);
});
