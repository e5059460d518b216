import { expect, test } from "vitest";
import { groupConfig, idAt, instanceAt, seedOf, testFleet, untilGroup } from "@/server/testing/fleet";
import { linkUp, startReplica, startTestServer, stopServers } from "@/server/testing/group";
import { LinkProxy } from "@/server/testing/proxy";
import { serverMatrix } from "@/server/testing/versions";
import { startWriter } from "@/server/testing/writer";

const matrix = await serverMatrix();

test.each(matrix)(
  "with $name, a link that stands still lets lag grow by the clock, through the chain, and back to nothing",
  async (binary) => {
    const primary = await startTestServer(binary);
    const proxy = await LinkProxy.start(primary);
    const middle = await startTestServer(binary, { replicaof: `${proxy.host} ${proxy.port}` });
    await linkUp(middle);
    const leaf = await startReplica(binary, middle);
    const stopWriter = await startWriter(primary, 20);
    const fleet = await testFleet([groupConfig([seedOf(primary)])], {
      poll: { intervalMs: 100, timeoutMs: 80, discover: true },
    });
    try {
      // The address of the proxy leads to the primary: one process, so one member.
      await untilGroup(
        fleet,
        "orders",
        "all follow with no lag to speak of",
        (group) =>
          group.instances.length === 3 &&
          instanceAt(group, middle).upstream === idAt(primary) &&
          [middle, leaf].every((replica) => (instanceAt(group, replica).lagSeconds ?? 9) < 0.2),
      );

      proxy.each((connection) => connection.pause());
      const stillSince = Date.now();
      for (const replica of [middle, leaf]) {
        const behind = await untilGroup(
          fleet,
          "orders",
          "it is 1.5 s behind",
          (group) => (instanceAt(group, replica).lagSeconds ?? 0) > 1.5,
        );
        const { lagSeconds, lagSecondsError, lagBytes, sampledAt } = instanceAt(behind, replica);
        const truthSeconds = (Date.parse(sampledAt ?? "") - stillSince) / 1000;
        expect(Math.abs((lagSeconds ?? 0) - truthSeconds)).toBeLessThan((lagSecondsError ?? 9) + 0.25);
        expect(lagBytes).toBeGreaterThan(500);
      }
      proxy.each((connection) => connection.resume());
      await untilGroup(fleet, "orders", "both have caught up", (group) =>
        [middle, leaf].every((replica) => (instanceAt(group, replica).lagSeconds ?? 9) < 0.2),
      );
    } finally {
      stopWriter();
      await fleet.close();
      await proxy.close();
      await stopServers([primary, middle, leaf]);
    }
  },
);
