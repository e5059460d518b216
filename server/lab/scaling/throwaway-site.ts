import { replicaofCommand } from "@/lib/info/address";
import type { ScalingCase } from "@/lib/lab/scaling-order";
import type { ThrowawayPlace } from "@/server/lab/experiment";
import type { LabServer, ThrowawayGroup } from "@/server/lab/throwaway";
import { usualNetworks } from "@/server/redis/networks";
import type { Site, Stand, Watched } from "./site";
import { untilLinked } from "./until";

/**
 * On servers of its own: one primary that never had a replica, for a backlog costs its primary something even when nobody follows
 * any more, and one with as many replicas as are ever needed, which are re-pointed from row to row. They follow each other
 * directly, not through this process, whose work would be measured with theirs.
 */
export async function throwawaySite(
  place: ThrowawayPlace,
  cases: readonly ScalingCase[],
  signal: AbortSignal,
): Promise<Site> {
  const most = Math.max(...cases.map(({ replicas }) => replicas));
  const start = (replicas: number): Promise<ThrowawayGroup> =>
    place.start({ shape: replicas === 0 ? "alone" : "fan-out", replicas, linked: false });
  const alone = cases.some(({ replicas }) => replicas === 0) ? await start(0) : null;
  const spread = most === 0 ? null : await start(most);
  const followed = new Map<LabServer, LabServer>();

  async function follow(replica: LabServer, upstream: LabServer | null): Promise<void> {
    if ((followed.get(replica) ?? null) === upstream) return;
    if (upstream === null) {
      await replica.send(["REPLICAOF", "NO", "ONE"]);
      followed.delete(replica);
      return;
    }
    const command = replicaofCommand(upstream.server);
    if (command === null)
      throw new Error(`${upstream.server.host} is no address that a replica could be given`);
    await replica.send(command);
    followed.set(replica, upstream);
    await untilLinked(watched(replica, "replica"), upstream.server.port, signal);
  }

  return {
    fillsPerSecond: null,
    async stand({ shape, replicas }) {
      const group = replicas === 0 ? alone : spread;
      if (group === null) throw new Error(`no servers were started for ${replicas} replicas`);
      const used = group.replicas.slice(0, replicas);
      for (const replica of group.replicas.slice(replicas)) await follow(replica, null);
      for (const [i, replica] of used.entries())
        await follow(replica, shape === "chain" ? (used[i - 1] ?? group.primary) : group.primary);
      return standOf(group, used);
    },
    async cleanUp() {
      for (const group of [alone, spread]) await group?.close();
      return "The servers were stopped and removed.";
    },
  };
}

function standOf(group: ThrowawayGroup, used: readonly LabServer[]): Stand {
  const { host, port } = group.primary.server;
  return {
    data: `${host}:${port}`,
    where: {
      dial: { username: null, password: group.password, tls: null, networks: [...usualNetworks.allow] },
      seeds: [{ host, port }],
      names: [],
      replicas: used.length,
      readsFrom: used.length === 0 ? "primary" : "router",
    },
    primary: watched(group.primary, "primary"),
    replicas: used.map((replica) => watched(replica, "replica")),
  };
}

const watched = ({ name, send }: LabServer, role: Watched["role"]): Watched => ({
  name,
  role,
  send: (words) => send(words),
});
