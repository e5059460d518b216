import type { Address, ListedReplica, ReplicationView } from "@/lib/info/view";

/**
 * Whether a `slaveN` line stands for a replica of its own. Backup pullers say port 0, and a full sync over two
 * connections (Valkey's dual channel) lists its RDB channel as a line beside the replica's.
 */
export const isReplica = (line: ListedReplica): boolean =>
  line.address.port !== 0 && line.channel !== "rdb-channel";

/** The addresses this reading names: where to look for the rest of the group. As announced, before any translation. */
export function namedAddresses(view: ReplicationView): { upstream: Address | null; replicas: Address[] } {
  return {
    upstream: view.following?.upstream ?? null,
    replicas: view.listed.filter(isReplica).map((line) => line.address),
  };
}
