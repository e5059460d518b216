import type { ListedReplica } from "@/lib/info/view";

/**
 * Those who copy an instance without being a replica, our own copies left out. A list line says a reader's host and no port of
 * its connection, so our own are told by the host they come from; where that is another one there (NAT, a socket), by number.
 * @param copiesFrom the local host of each copy that Tidemark has open there
 */
export function otherPullers(
  listed: readonly ListedReplica[],
  copiesFrom: readonly (string | null)[],
): readonly ListedReplica[] {
  const others = listed.filter(({ address }) => address.port === 0);
  for (const from of copiesFrom) {
    const same = others.findIndex(({ address }) => address.host === from);
    others.splice(Math.max(0, same), 1);
  }
  return others;
}
