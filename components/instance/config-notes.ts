export interface ConfigNote {
  readonly name: string;
  readonly why: string;
  readonly unit: "bytes" | "seconds" | "none";
}

interface ConfigSection {
  readonly title: string;
  readonly notes: readonly ConfigNote[];
}

const note = (name: string, why: string, unit: ConfigNote["unit"] = "none"): ConfigNote => ({
  name,
  why,
  unit,
});

/** What each setting means for replication: why an operator would look at it. In the order they are shown. */
export const configSections: readonly ConfigSection[] = [
  {
    title: "Reconnects and resyncs",
    notes: [
      note(
        "repl-backlog-size",
        "How much of the stream a reconnect may have missed and still continue. Too small: every hiccup is a full resync.",
        "bytes",
      ),
      note(
        "repl-backlog-ttl",
        "How long a primary without replicas keeps its backlog. After it, the next replica needs a full resync.",
        "seconds",
      ),
      note(
        "repl-timeout",
        "A silent link is called down after this. Too short: a busy replica loses its link while it loads.",
        "seconds",
      ),
      note(
        "repl-ping-replica-period",
        "How often an idle primary pings its replicas. It must be below repl-timeout.",
        "seconds",
      ),
      note(
        "client-output-buffer-limit",
        "Above the replica limit the primary cuts the link. During a full resync a high write rate reaches it first.",
      ),
      note(
        "repl-diskless-sync",
        "yes: a full resync goes straight through the socket and its size is not known beforehand. no: through a file.",
      ),
      note(
        "repl-diskless-sync-delay",
        "How long a full resync waits for other replicas to share it.",
        "seconds",
      ),
      note("repl-diskless-sync-max-replicas", "With this many waiting, the shared resync starts at once."),
      note(
        "repl-diskless-load",
        "How a replica takes a diskless copy: swapdb keeps the old data until the new is complete, at twice the memory.",
      ),
      note(
        "repl-rdb-channel",
        "yes: the copy and the stream use two connections, which spares the primary's buffers.",
      ),
      note(
        "dual-channel-replication-enabled",
        "yes: the copy and the stream use two connections, which spares the primary's buffers.",
      ),
      note(
        "replica-full-sync-buffer-limit",
        "What a replica may hold of the stream while it loads its copy.",
        "bytes",
      ),
    ],
  },
  {
    title: "Roles and writes",
    notes: [
      note("replicaof", "The upstream that survives a restart. Empty: it starts as a primary."),
      note(
        "replica-read-only",
        "no: clients may write to a replica, and those writes vanish with the next full resync.",
      ),
      note("replica-serve-stale-data", "no: a replica without its link refuses most commands."),
      note("replica-priority", "Lower is preferred when Sentinel chooses; 0 is never chosen."),
      note("replica-announced", "no: Sentinel and its clients do not see this replica."),
      note("replica-announce-ip", "The address others are told. Behind NAT it must be one they can reach."),
      note("replica-announce-port", "The port others are told. 0: the one it listens on."),
      note(
        "min-replicas-to-write",
        "With fewer good replicas the primary refuses writes. 0: it accepts writes nobody else holds.",
      ),
      note(
        "min-replicas-max-lag",
        "A replica counts as good when its last ACK is no older than this.",
        "seconds",
      ),
      note("replica-lazy-flush", "yes: old data is freed in the background when a full resync begins."),
      note(
        "replica-ignore-disk-write-errors",
        "yes: a replica goes on when its disk does not, and its persistence falls behind.",
      ),
      note("propagation-error-behavior", "What a replica does with a command from its upstream that fails."),
    ],
  },
  {
    title: "Persistence",
    notes: [
      note("save", "When snapshots are made by themselves. Empty: never."),
      note("appendonly", "yes: every write is logged. no: after a crash only the last snapshot is left."),
      note(
        "stop-writes-on-bgsave-error",
        "yes: a failed save stops writes here, and on a replica it stops replication.",
      ),
      note("dir", "Where the snapshot is written."),
      note("dbfilename", "The snapshot's name. Instances that share a directory must not share it."),
      note("rdbcompression", "no: larger files, less CPU."),
      note("rdbchecksum", "no: a damaged snapshot is loaded without a word."),
      note("rdb-del-sync-files", "yes: files made for resyncs are deleted where persistence is off."),
      note("rdb-version-check", "relaxed: snapshots of newer versions are tried."),
      note("shutdown-timeout", "How long a shutdown waits for replicas to catch up.", "seconds"),
    ],
  },
  {
    title: "Memory and process",
    notes: [
      note("maxmemory", "0: no limit. A full resync needs room beside the data for its fork.", "bytes"),
      note("maxmemory-policy", "What is evicted at the limit. Replicas leave eviction to their primary."),
      note("hz", "How often background work runs."),
      note("tls-replication", "yes: the link to the upstream is encrypted."),
      note("cluster-enabled", "yes: roles belong to the cluster, and REPLICAOF is refused."),
    ],
  },
];
