import type { ConsistencyResult, ConsistencySettings, ReadMode } from "@/lib/contract";
import { formatBytes } from "@/lib/format";
import { formatShort } from "./short-time";

export type ModeResult = ConsistencyResult["modes"][number];

/** A reason, without its full stop, and where it can be read up. */
export interface Why {
  readonly text: string;
  readonly source: string;
}

interface ModeWords {
  readonly title: string;
  /** Why some of its reads were stale. */
  stale(settings: ConsistencySettings, mode: ModeResult): Why;
  /** Why none was: what made it so, where something did, and else that nothing promises it. */
  fresh(settings: ConsistencySettings, mode: ModeResult): Why;
  /** What an answer waits for. */
  readonly time: Why;
  /** When the primary answers; null: it or a replica is what was asked for. */
  fromPrimary: ((settings: ConsistencySettings) => Why) | null;
}

const router = (method: string): string => `docs/router.md, ${method}`;
const FEED = "Redis, replication.c: replicationFeedSlaves";
const CALL = "Redis, server.c: call";

/** What a mode that promises never to be stale says when it was. */
const broken = (method: string): Why => ({
  text: "This mode promises that none is, so unless acknowledged writes were lost when the primary changed or restarted, it is a defect: please report it with this result",
  source: router(method),
});

const noneFit: Why = {
  text: "The primary answers where no replica is fit to be read",
  source: router("read"),
};

const oneCommand: Why = {
  text: "It is one command to one instance, so the time is that of the network and of this machine, which carried the reads of the other modes too",
  source: "this measurement's settings: modes and writesPerSecond",
};

const lucky = (method: string, { fromPrimary, fromReplicas }: ModeResult): Why => ({
  text:
    fromReplicas === 0
      ? "Each answer was the primary's own, so these reads say nothing of what its replicas had"
      : fromPrimary === 0
        ? "Each write had come to the replica that was asked sooner than the read, which this mode does not promise"
        : "Each answer was the primary's, or a replica's to which the write had come sooner than the read, which this mode does not promise",
  source: router(method),
});

/** Each mode of reading: why it shows what it shows, and takes the time it takes. */
export const modeWords: Readonly<Record<ReadMode, ModeWords>> = {
  primary: {
    title: "The primary",
    stale: () => ({
      text: "A primary shows what it has acknowledged, so either acknowledged writes were lost when it restarted or another took its place, or one was read that no longer was the primary",
      source: CALL,
    }),
    fresh: () => ({
      text: "The primary carries out one command after the other, and so shows what it has acknowledged while it stays the primary",
      source: CALL,
    }),
    time: oneCommand,
    fromPrimary: null,
  },
  replica: {
    title: "One replica",
    stale: () => ({
      text: "A primary acknowledges a write before its replicas have it, and nothing makes a read wait until the chosen one does",
      source: FEED,
    }),
    fresh: ({ wait }) => ({
      text:
        wait.replicas === 0
          ? "Each write had come to the replica sooner than the read, which nothing promises"
          : "Each write was acknowledged only after its WAIT, and had come to the replica before the read",
      source: wait.replicas === 0 ? FEED : "Redis, replication.c: waitCommand",
    }),
    time: oneCommand,
    fromPrimary: null,
  },
  read: {
    title: "Replicas in turn",
    stale: () => ({
      text: "The router takes the replicas in turn and does not ask how far behind they are",
      source: router("read"),
    }),
    fresh: (_, mode) => lucky("read", mode),
    time: oneCommand,
    fromPrimary: () => noneFit,
  },
  "bulk-read": {
    title: "Many keys over all replicas",
    stale: () => ({
      text: "The keys are spread over the replicas, and nobody asks how far behind each of them is",
      source: router("bulkRead"),
    }),
    fresh: (_, mode) => lucky("bulkRead", mode),
    time: {
      text: "Up to ten keys are asked for at once, and each of them counts with the time until the last was there",
      source: router("bulkRead"),
    },
    fromPrimary: () => noneFit,
  },
  "max-lag-bytes": {
    title: "At most so many bytes behind",
    stale: ({ maxLagBytes }) => ({
      text: `A replica may be read while it was at most ${formatBytes(maxLagBytes)} behind at the router's last looks, and a missing write can lie within those bytes or be newer than the looks`,
      source: router("maxLagBytes"),
    }),
    fresh: (_, mode) => lucky("maxLagBytes", mode),
    time: {
      text: "The bound is judged by looks that were made before, so the read itself is one command",
      source: router("maxLagBytes"),
    },
    fromPrimary: ({ maxLagBytes }) => ({
      text: `The primary answers where no replica is known to be within ${formatBytes(maxLagBytes)}`,
      source: router("maxLagBytes"),
    }),
  },
  "max-lag-seconds": {
    title: "At most so long behind",
    stale: ({ maxLagMs }, { staleSeconds }) => {
      const boundSeconds = maxLagMs / 1000;
      return staleSeconds !== null && staleSeconds.max > boundSeconds
        ? {
            text: `The bound of ${formatShort(boundSeconds)} was exceeded, so unless acknowledged writes were lost when the primary changed or restarted, it is a defect: please report it with this result`,
            source: router("maxLagSeconds"),
          }
        : {
            text: `An answer may lack what was acknowledged less than ${formatShort(boundSeconds)} before it, and none lacked anything older`,
            source: router("maxLagSeconds"),
          };
    },
    fresh: (_, mode) => lucky("maxLagSeconds", mode),
    time: {
      text: "The bound is judged by looks that were made before, so the read itself is one command, and a second one where the answer came too late for the bound",
      source: router("maxLagSeconds"),
    },
    fromPrimary: ({ maxLagMs }) => ({
      text: `The primary answers where no replica is known to be within ${formatShort(maxLagMs / 1000)}`,
      source: router("maxLagSeconds"),
    }),
  },
  "read-your-writes": {
    title: "What one has written oneself",
    stale: () => broken("readYourWrites"),
    fresh: () => ({
      text: "Each answer comes with the proof, in one transaction with the read, that its instance holds all that the session wrote",
      source: router("readYourWrites"),
    }),
    time: {
      text: "The read goes in one transaction with the question how far the instance is, and to another instance where that is not far enough",
      source: router("readYourWrites"),
    },
    fromPrimary: () => ({
      text: "The primary answers where no replica is proven to hold what the session wrote",
      source: router("readYourWrites"),
    }),
  },
  "read-latest": {
    title: "The latest, or none",
    stale: () => broken("readLatest"),
    fresh: () => ({
      text: "Each answer is the primary's, and given only when the members, looked at after it, show that no other was promoted",
      source: router("readLatest"),
    }),
    time: {
      text: "The answer is held back until the members have been looked at once more",
      source: router("readLatest"),
    },
    fromPrimary: null,
  },
};
