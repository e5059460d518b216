import { enforced, replicaBufferLimit } from "@/lib/info/buffer-limit";
import { readCount } from "@/lib/info/number";
import { always, because, type InstanceSetting, same } from "./setting";
import { backlogOf, bufferOf, confSize } from "./sizing";

const section = "Replication";

/** The default of repl-backlog-ttl. Source: config.c. */
const TTL_SECONDS = 3600;

const bytesOf = (text: string | undefined): number | null => {
  const mebibytes = readCount(/^(\d{1,9})mb$/.exec(text ?? "")?.[1]);
  return mebibytes === null ? readCount(text) : mebibytes * 1024 * 1024;
};

/** Whether a limit leaves at least as much room as another; null: there is none, so that everything fits. */
const leaves = (now: number | null, wanted: number | null): boolean =>
  now === null || (wanted !== null && now >= wanted);

export const replicationSettings: readonly InstanceSetting[] = [
  {
    id: "replicaof",
    section,
    values: ({ at }) => (at.follows === null ? [] : [`${at.follows.host} ${at.follows.port}`]),
    why: because(
      "In the file, so that a restart brings a replica back as one, and lets it continue instead of copying everything. CONFIG REWRITE keeps it true after a change of roles.",
    ),
    source: "replication.c, replicationCacheMasterUsingMyself",
  },
  {
    id: "replica-read-only",
    section,
    values: always("yes"),
    why: because("What is written to a replica reaches nobody, and is overwritten in silence."),
    source: "server.c, processCommand",
    holds: same,
  },
  {
    id: "repl-backlog-size",
    section,
    values: ({ facts }) => [confSize(backlogOf(facts).bytes)],
    why: ({ facts }) => backlogOf(facts).why,
    source: "replication.c, masterTryPartialResynchronization",
    holds: (now, [advised]) => leaves(bytesOf(now), bytesOf(advised)),
  },
  {
    id: "repl-backlog-ttl",
    section,
    values: ({ facts: { outageSeconds } }) =>
      outageSeconds * 2 <= TTL_SECONDS ? [] : [String(Math.ceil(outageSeconds * 2))],
    why: because(
      "A primary without any replica for so long gives its backlog up and begins a new history, which all must copy: twice the longest outage.",
    ),
    source: "replication.c, replicationCron",
    holds: (now, [advised]) => now === "0" || leaves(readCount(now), readCount(advised)),
  },
  {
    id: "client-output-buffer-limit",
    section,
    values: ({ facts }) => {
      const { hardBytes, softBytes, softSeconds } = bufferOf(facts);
      return [`replica ${confSize(hardBytes)} ${confSize(softBytes)} ${softSeconds}`];
    },
    why: ({ facts }) => bufferOf(facts).why,
    source: "networking.c, checkClientOutputBufferLimits",
    holds: (now, [advised = ""]) => {
      const [, hard, soft, seconds] = advised.split(" ");
      const wanted = { hard: bytesOf(hard), soft: bytesOf(soft), seconds: readCount(seconds) };
      const limit = replicaBufferLimit(now);
      if (limit === null) return true;
      const { hardBytes, soft: softNow } = enforced(limit, null);
      return (
        leaves(hardBytes, wanted.hard) &&
        (softNow === null ||
          leaves(softNow.bytes, wanted.hard) ||
          (leaves(softNow.bytes, wanted.soft) && leaves(softNow.seconds, wanted.seconds)))
      );
    },
  },
  {
    id: "repl-diskless-sync",
    section,
    values: always("yes"),
    why: because(
      "A full copy goes straight to the socket: no file on the primary's disk, no waiting for it. Off by default before 7.0.",
    ),
    source: "replication.c, startBgsaveForReplication",
    holds: same,
  },
  {
    id: "repl-diskless-sync-delay",
    section,
    values: always("5"),
    why: because("Replicas that come within 5 s share one fork and one copy."),
    source: "replication.c, shouldStartChildReplication",
    holds: (now) => now !== "0",
  },
  {
    id: "repl-diskless-load",
    section,
    values: always("disabled"),
    why: because(
      "A replica writes the copy to its disk first and keeps its old data until it has come whole: a link that breaks half-way costs nothing.",
    ),
    source: "replication.c, useDisklessLoad",
    holds: (now) => now !== "flush-before-load",
  },
  {
    id: "min-replicas-to-write",
    section,
    values: ({ facts }) => (facts.minReplicas === 0 ? [] : [String(facts.minReplicas)]),
    why: ({ facts: { minReplicas } }) =>
      `Writes are refused (NOREPLICAS) while fewer than ${minReplicas === 1 ? "1 replica keeps" : `${minReplicas} replicas keep`} up: a primary that is cut off stops taking what a failover would lose. The loss of a replica can stop writes too.`,
    source: "replication.c, checkGoodReplicasStatus",
    holds: same,
  },
  {
    id: "min-replicas-max-lag",
    section,
    values: ({ facts }) => (facts.minReplicas === 0 ? [] : ["10"]),
    why: because(
      "Keeping up is: heard from within 10 s. It bounds what a failover can lose by about as much; ACKs come once a second.",
    ),
    source: "replication.c, refreshGoodSlavesCount",
    holds: (now, [advised]) => now !== "0" && leaves(readCount(advised), readCount(now)),
  },
];
