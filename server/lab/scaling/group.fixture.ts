import { usualNetworks } from "@/server/redis/networks";
import type { GroupPlace, LabMember } from "../experiment";
import type { LabServer, ThrowawayGroup } from "../throwaway";

export const idOf = ({ server }: LabServer): string => `${server.host}:${server.port}`;

/** A group as a fleet would give it, of servers that a test started. */
export function asGroup({ primary, replicas, password }: ThrowawayGroup): GroupPlace {
  const member = (one: LabServer, role: LabMember["role"]): LabMember => ({
    id: idOf(one),
    role,
    target: {
      endpoint: { host: one.server.host, port: one.server.port },
      networks: usualNetworks,
      tls: null,
    },
    login: { username: null, password },
  });
  return {
    place: "group",
    group: "orders",
    members: () => [member(primary, "primary"), ...replicas.map((one) => member(one, "replica"))],
  };
}
