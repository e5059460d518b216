import { expect, test } from "vitest";
import type { EventDraft } from "@/lib/contract";
import { openBench } from "@/server/actions/bench/bench.fixture";
import { idAt } from "@/server/testing/fleet";
import { startReplica, startTestServer, stopServers } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";

// The server counts a backup over the wire as a full copy it has served (sync_full), as it counts a replica's.
test.concurrent.each(await serverMatrix())(
  "a backup from a replica with one below it is told as no resync of that one, on $name",
  async (binary) => {
    const one = await startTestServer(binary);
    const two = await startReplica(binary, one);
    const below = await startReplica(binary, two);
    const servers = [one, two, below];
    try {
      const bench = await openBench({ servers });
      try {
        const events: EventDraft[] = [];
        bench.fleet.listen({ events: (drafts) => void events.push(...drafts) });
        const counted = async (): Promise<number> => {
          await bench.fleet.refresh("orders");
          return bench.fleet.members("orders").get(idAt(two))?.slow?.stats?.fullSyncs ?? Number.NaN;
        };
        const before = await waitFor("the counters are read", async () => {
          const now = await counted();
          return Number.isNaN(now) ? null : { now };
        });
        const { run } = await bench.run({ action: "backup", instance: idAt(two), method: "wire" });
        expect(run.state).toBe("succeeded");
        await waitFor("the copy is counted", async () => (await counted()) > before.now);
        expect(events.filter(({ type }) => type === "full-resync")).toEqual([]);
      } finally {
        await bench.close();
      }
    } finally {
      await stopServers(servers);
    }
  },
);
