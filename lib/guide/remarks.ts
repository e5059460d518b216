import { formatBytes } from "@/lib/format";
import { isAtLeast } from "@/lib/info/version";
import { type GuideFacts, isNamed, serversOf } from "./facts";
import { backlogOf, copySeconds, leastBacklogBytes } from "./sizing";

/** Something that no line of a file can put right, and that whoever sets this up should know. */
export interface Remark {
  readonly id: string;
  readonly text: string;
}

interface Row {
  readonly id: string;
  readonly fires: (facts: GuideFacts) => string | null;
}

const hostsOf = (facts: GuideFacts): Set<string> =>
  new Set(serversOf(facts).map(({ address }) => address.host));

/** Graver ones first. */
export const remarkRows: readonly Row[] = [
  {
    id: "sentinel-names-6.0",
    fires: ({ sentinel, version, primary }) =>
      sentinel !== null && !isAtLeast(version, 6, 2) && isNamed(primary)
        ? "A Sentinel before 6.2 takes addresses and no names: write the servers as addresses, or use a later version."
        : null,
  },
  {
    id: "sentinel-few",
    fires: ({ sentinel }) =>
      sentinel !== null && sentinel.addresses.length < 3
        ? `${sentinel.addresses.length === 1 ? "One Sentinel" : "Two Sentinels"} cannot carry out a failover once one of them is gone: more than half must agree. Three are the least that survive a loss.`
        : null,
  },
  {
    id: "sentinel-one-host",
    fires: ({ sentinel }) => {
      if (sentinel === null || sentinel.addresses.length < 3) return null;
      const byHost = Map.groupBy(sentinel.addresses, ({ host }) => host);
      const worst = [...byHost].find(([, of]) => of.length * 2 >= sentinel.addresses.length);
      return worst === undefined
        ? null
        : `${worst[1].length} of ${sentinel.addresses.length} Sentinels are on ${worst[0]}: when that host is gone, the rest are not more than half, and nobody fails over.`;
    },
  },
  {
    id: "sentinel-loses-writes",
    fires: ({ sentinel, minReplicas }) =>
      sentinel !== null && minReplicas === 0
        ? "A primary that is cut off from its Sentinels takes writes until they have replaced it, and all of those are lost. min-replicas-to-write 1 ends that after 10 s."
        : null,
  },
  {
    id: "min-replicas-too-many",
    fires: ({ minReplicas, replicas, primary }) => {
      const direct = replicas.filter(
        ({ follows }) => follows.host === primary.host && follows.port === primary.port,
      ).length;
      if (minReplicas === 0 || minReplicas < direct) return null;
      return minReplicas > direct
        ? `min-replicas-to-write asks for ${minReplicas}, and ${direct} ${direct === 1 ? "follows" : "follow"} the primary: it would take no write at all.`
        : `min-replicas-to-write asks for every replica that follows the primary: as soon as one is gone, writes stop.`;
    },
  },
  {
    id: "nothing-kept",
    fires: ({ persistence }) =>
      persistence === "none"
        ? "Nothing is kept on a disk: a primary that is restarted comes back empty, and its replicas empty themselves. Turn off what restarts it by itself, or keep snapshots."
        : null,
  },
  {
    id: "one-host",
    fires: (facts) =>
      hostsOf(facts).size === 1 ? "All servers are on one host: they go together when it does." : null,
  },
  {
    id: "rate-unknown",
    fires: ({ writeBytesPerSecond }) =>
      writeBytesPerSecond === null
        ? "The write rate is not known, so the backlog is only the default: measure it on the running group (tidemark config URL --measure 60s), in its busiest time."
        : null,
  },
  {
    id: "data-unknown",
    fires: ({ dataBytes }) =>
      dataBytes === null
        ? "The size of the data set is not known, so the output buffer limit is only the default."
        : null,
  },
  {
    id: "copy-longer-than-outage",
    fires: (facts) => {
      const seconds = copySeconds(facts);
      return seconds !== null && seconds > facts.outageSeconds
        ? "A full copy takes longer than the outage that the backlog is made for: one that is just too long costs more than it lasted. Think of a longer one."
        : null;
    },
  },
  {
    id: "backlog-larger-than-data",
    fires: (facts) => {
      const { bytes } = backlogOf(facts);
      return facts.dataBytes !== null && bytes > leastBacklogBytes(facts) && bytes > facts.dataBytes
        ? `The backlog of ${formatBytes(bytes)} is larger than the data set of ${formatBytes(facts.dataBytes)}: after such an outage a full copy moves less, and every instance sets that memory aside. Think of a shorter one.`
        : null;
    },
  },
  {
    id: "one-password",
    fires: ({ auth }) =>
      auth === "password"
        ? "With one password for all, whoever may read may also run CONFIG and FLUSHALL. Users (ACL) need less each."
        : null,
  },
  {
    id: "no-tls",
    fires: ({ tls, ...facts }) =>
      !tls && [...hostsOf({ tls, ...facts })].some((host) => !/^(127\.|::1$|localhost$)/.test(host))
        ? "Without TLS passwords and data go over the network in clear, those of replicas too."
        : null,
  },
];

/** What is to be said of a set-up. */
export const remarksOf = (facts: GuideFacts): Remark[] =>
  remarkRows.flatMap(({ id, fires }) => {
    const text = fires(facts);
    return text === null ? [] : { id, text };
  });
