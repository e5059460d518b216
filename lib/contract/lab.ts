import { z } from "zod";
import { Bytes, GroupId, InstanceId, Seconds, Timestamp } from "./common";
import { StepProgress } from "./run";

/** What is measured: what readers see, what more replicas bring, what a resync costs. */
export const LabKind = z.enum(["consistency", "scaling", "sync"]);
export type LabKind = z.infer<typeof LabKind>;

/** `throwaway`: on servers that Tidemark starts on its own machine for the experiment, and removes after it. */
export const LabPlace = z.discriminatedUnion("place", [
  z.object({ place: z.literal("throwaway") }),
  z.object({ place: z.literal("group"), group: GroupId }),
]);
export type LabPlace = z.infer<typeof LabPlace>;

/**
 * How a reader chooses where to read. `replica`: always the one chosen; `primary`: always the primary; the others are the read
 * router's (`tidemark/router`).
 */
export const ReadMode = z.enum([
  "primary",
  "replica",
  "read",
  "bulk-read",
  "max-lag-bytes",
  "max-lag-seconds",
  "read-your-writes",
  "read-latest",
]);
export type ReadMode = z.infer<typeof ReadMode>;

const count = (max: number) => z.number().int().min(0).max(max);
const MIB = 1_048_576;

/** What a replica's link does to what passes it. All of it can be changed while the experiment runs. */
export const LinkWeather = z.object({
  /** How long each byte is under way to the replica. */
  delayMs: count(5_000),
  /** Nothing passes; the connection stays. */
  paused: z.boolean(),
  /** The connection is closed, and so is each new one. */
  cut: z.boolean(),
  /** Null: as fast as this machine can. */
  bytesPerSecond: z.number().int().min(1_000).max(10_000_000_000).nullable(),
});
export type LinkWeather = z.infer<typeof LinkWeather>;

export const ConsistencySettings = z.object({
  kind: z.literal("consistency"),
  seconds: z.number().int().min(1).max(600).default(20),
  /** Of throw-away servers. */
  replicas: z.number().int().min(1).max(5).default(2),
  /** Each is asked after each write, side by side. */
  modes: z.array(ReadMode).min(1).max(8).default(["replica", "read", "read-your-writes", "read-latest"]),
  /** The replica that `replica` reads, by its id; in a throw-away place `replica-1` and so on. Null: the first. */
  replica: z.string().max(300).nullable().default(null),
  writesPerSecond: z.number().int().min(1).max(1_000).default(50),
  /** In turn: a read tells its key's age in steps of keys / writesPerSecond, so few of them tell it finely. */
  keys: z.number().int().min(1).max(10_000).default(5),
  valueBytes: z.number().int().min(16).max(65_536).default(64),
  /** `WAIT replicas timeoutMs` after each write; 0 replicas: none. */
  wait: z.object({ replicas: count(5), timeoutMs: z.number().int().min(1).max(10_000) }).default({
    replicas: 0,
    timeoutMs: 100,
  }),
  maxLagBytes: z.number().int().min(0).max(1_000_000_000).default(1_000),
  maxLagMs: z.number().int().min(1).max(60_000).default(500),
  /** How often the router looks at the members. */
  pollMs: z.number().int().min(20).max(10_000).default(100),
  /** What the links are like at the beginning; of throw-away servers alone, the first replica's first. */
  links: z.array(LinkWeather).max(5).default([]),
});
export type ConsistencySettings = z.infer<typeof ConsistencySettings>;

export const ScalingSettings = z.object({
  kind: z.literal("scaling"),
  /** One measurement for each; 0: the primary alone. In a group, as many of its replicas are read. */
  replicas: z.array(count(8)).min(1).max(9).default([0, 1, 2, 3]),
  /** The greatest number once more, each replica following the one before; of throw-away servers alone. */
  chained: z.boolean().default(true),
  /** Of each measurement, after a start that is not counted. */
  seconds: z.number().int().min(1).max(120).default(5),
  connections: z.number().int().min(1).max(64).default(8),
  /** Reads that one connection has under way, and as many writes. */
  pipeline: z.number().int().min(1).max(64).default(8),
  /** Null: as many as go; in a group a number is needed. */
  writesPerSecond: z.number().int().min(1).max(200_000).nullable().default(2_000),
  readsPerSecond: z.number().int().min(1).max(1_000_000).nullable().default(null),
  keys: z.number().int().min(1).max(100_000).default(1_000),
  valueBytes: z.number().int().min(1).max(65_536).default(100),
});
export type ScalingSettings = z.infer<typeof ScalingSettings>;

export const SyncSettings = z.object({
  kind: z.literal("sync"),
  /** One full resync, and one that may be partial, for each size at each speed. */
  dataBytes: z
    .array(
      z
        .number()
        .int()
        .min(MIB)
        .max(4_096 * MIB),
    )
    .min(1)
    .max(6)
    .default([16 * MIB, 64 * MIB]),
  /** Of the link; null: as fast as this machine can. */
  bytesPerSecond: z
    .array(z.number().int().min(1_000).max(10_000_000_000).nullable())
    .min(1)
    .max(6)
    .default([null]),
  delayMs: count(1_000).default(0),
  /** Without a file at the primary (`repl-diskless-sync`). */
  diskless: z.boolean().default(true),
  /** How long the link is cut before it comes back. */
  outageSeconds: z.number().int().min(1).max(120).default(3),
  /** What is written meanwhile. */
  writeBytesPerSecond: z
    .number()
    .int()
    .min(0)
    .max(100 * MIB)
    .default(MIB),
  backlogBytes: z
    .number()
    .int()
    .min(16_384)
    .max(4_096 * MIB)
    .default(MIB),
});
export type SyncSettings = z.infer<typeof SyncSettings>;

export const LabSettings = z.discriminatedUnion("kind", [ConsistencySettings, ScalingSettings, SyncSettings]);
export type LabSettings = z.infer<typeof LabSettings>;

/** `POST /api/lab/experiments`. What is left out of the settings has its default. */
export const StartExperiment = z
  .object({ where: LabPlace, settings: LabSettings, note: z.string().max(200).default("") })
  .meta({ id: "StartExperiment" });
export type StartExperiment = z.infer<typeof StartExperiment>;
/** As somebody sends it. */
export type StartExperimentInput = z.input<typeof StartExperiment>;

/** Of how many, and below what the given share of them lay. The unit stands in the name of what has it. */
export const Percentiles = z.object({
  count: z.number().int().min(1),
  p50: z.number().min(0),
  p95: z.number().min(0),
  p99: z.number().min(0),
  max: z.number().min(0),
});
export type Percentiles = z.infer<typeof Percentiles>;

const n = z.number().int().min(0);

export const ConsistencyResult = z.object({
  kind: z.literal("consistency"),
  writes: z.object({
    sent: n,
    acknowledged: n,
    /** Refused or without a reply. */
    failed: n,
    seconds: Percentiles.nullable(),
    /** Null: no WAIT was sent. `reached[n]`: how many writes n replicas had acknowledged when WAIT returned; its time is in `seconds`. */
    wait: z.object({ reached: z.array(n) }).nullable(),
  }),
  modes: z.array(
    z.object({
      mode: ReadMode,
      reads: n,
      /** The newest write that was acknowledged before the read was sent, or a newer one. */
      fresh: n,
      stale: n,
      /** No answer: the router refused, or the server was not reached. */
      refused: n,
      /** Why, by the code of the error, and how often. */
      refusals: z.record(z.string(), n),
      /** Of the stale reads: how long the oldest write that was missing had been acknowledged. Seconds. */
      staleSeconds: Percentiles.nullable(),
      seconds: Percentiles.nullable(),
      fromPrimary: n,
      fromReplicas: n,
    }),
  ),
  /** By the second: of each mode how many reads were stale, and the worst. */
  course: z.array(
    z.object({
      second: n,
      modes: z.array(
        z.object({
          mode: ReadMode,
          fresh: n,
          stale: n,
          refused: n,
          worstStaleSeconds: Seconds.nullable(),
        }),
      ),
    }),
  ),
  /** What was done to the links meanwhile. */
  faults: z.array(z.object({ atSeconds: Seconds, replica: z.string(), weather: LinkWeather })),
});
export type ConsistencyResult = z.infer<typeof ConsistencyResult>;

export const Shape = z.enum(["alone", "fan-out", "chain"]);
export type Shape = z.infer<typeof Shape>;

export const ScalingResult = z.object({
  kind: z.literal("scaling"),
  rows: z.array(
    z.object({
      shape: Shape,
      replicas: n,
      seconds: Seconds,
      writesPerSecond: z.number().min(0),
      readsPerSecond: z.number().min(0),
      /** What each round gave: every row is measured several times, with the others between; the figures above are their median. */
      rounds: z.array(
        z.object({
          writesPerSecond: z.number().min(0),
          readsPerSecond: z.number().min(0),
          replicationBytesPerSecond: Bytes.nullable(),
          streamBytesPerSecond: Bytes.nullable(),
        }),
      ),
      /** Of the reads, those that the primary answered. */
      readsFromPrimary: n,
      failed: n,
      /** Why, by the code of the error, and how often. */
      failures: z.record(z.string(), n),
      writeSeconds: Percentiles.nullable(),
      readSeconds: Percentiles.nullable(),
      /** What the primary sent to replicas, from INFO; null: its version does not count it. */
      replicationBytesPerSecond: Bytes.nullable(),
      /** What the primary's offset grew by: the stream once, to however many replicas it was sent. */
      streamBytesPerSecond: Bytes.nullable(),
      /** The furthest that any replica was behind, from INFO. */
      mostBehindBytes: Bytes.nullable(),
      /** Shares of one core, from INFO; null: it does not say. */
      cpu: z.array(
        z.object({
          instance: z.string(),
          role: z.enum(["primary", "replica"]),
          cores: z.number().min(0).nullable(),
        }),
      ),
      /** Of the processes that make the load, together. */
      loadCores: z.number().min(0),
      /** How many they are; each can use about one core. */
      loadProcesses: n,
      /** Of this machine, everything together, 0 to 1; null: it does not say. */
      machineBusy: z.number().min(0).max(1).nullable(),
    }),
  ),
});
export type ScalingResult = z.infer<typeof ScalingResult>;

export const SyncResult = z.object({
  kind: z.literal("sync"),
  rows: z.array(
    z.object({
      dataBytes: Bytes,
      bytesPerSecond: Bytes.nullable(),
      full: z.object({
        /** From the first SYNC to the link online at the primary and up at the replica. */
        seconds: Seconds,
        /** Through the link, to the replica. */
        bytes: Bytes,
        forkSeconds: Seconds.nullable(),
        /** What the replica took to load it; null: not seen. */
        loadSeconds: Seconds.nullable(),
      }),
      /** What came of the outage. */
      outage: z.object({
        cutSeconds: Seconds,
        writtenBytes: Bytes,
        resync: z.enum(["partial", "full"]),
        seconds: Seconds,
        bytes: Bytes,
        backlogBytes: Bytes,
        /** The smallest repl-backlog-size with which it would have been, or was, partial. */
        neededBacklogBytes: Bytes,
      }),
    }),
  ),
});
export type SyncResult = z.infer<typeof SyncResult>;

export const LabResult = z.discriminatedUnion("kind", [ConsistencyResult, ScalingResult, SyncResult]);
export type LabResult = z.infer<typeof LabResult>;

/** What the figures were measured with. */
export const LabEnvironment = z.object({
  tidemark: z.string(),
  node: z.string(),
  /** Of those that took part: of a throw-away place they have names, of a group ids. */
  servers: z.array(
    z.object({ instance: z.string(), role: z.enum(["primary", "replica"]), version: z.string().nullable() }),
  ),
  machine: z.object({
    system: z.string(),
    processor: z.string(),
    cores: z.number().int().min(1),
    memoryBytes: Bytes,
    /** Processes that wanted to run, of the minute before; null: the system does not say. */
    loadBefore: z.number().min(0).nullable(),
  }),
});
export type LabEnvironment = z.infer<typeof LabEnvironment>;

/** `interrupted`: Tidemark ended meanwhile; what it had started is gone, and what it had written is removed or expires. */
export const ExperimentState = z.enum(["running", "done", "stopped", "failed", "interrupted"]);
export type ExperimentState = z.infer<typeof ExperimentState>;

export const Experiment = z
  .object({
    id: z.string(),
    where: LabPlace,
    settings: LabSettings,
    note: z.string(),
    actor: z.string(),
    state: ExperimentState,
    startedAt: Timestamp,
    endedAt: Timestamp.nullable(),
    progress: StepProgress.nullable(),
    /** Null: not known yet. */
    environment: LabEnvironment.nullable(),
    /** While it runs, what is measured so far. */
    result: LabResult.nullable(),
    /** The links of a throw-away place that can be changed now, by the replica's name. */
    links: z.array(z.object({ replica: z.string(), weather: LinkWeather })),
    error: z.string().nullable(),
    /** What became of what it had written or started. */
    cleanUp: z.string().nullable(),
  })
  .meta({ id: "Experiment" });
export type Experiment = z.infer<typeof Experiment>;

/** `GET /api/lab/experiments`, newest first. */
export const ExperimentList = z.object({ experiments: z.array(Experiment) }).meta({ id: "ExperimentList" });

/** `POST /api/lab/experiments/:id/links`: how one link is from now on. */
export const ChangeLink = z.object({ replica: z.string().max(100), weather: LinkWeather }).meta({
  id: "ChangeLink",
});
export type ChangeLink = z.infer<typeof ChangeLink>;

/** `POST /api/lab/throwaway` and `POST /api/groups/:group/lab`. */
export const AllowLab = z.object({ allowed: z.boolean() }).meta({ id: "AllowLab" });
export type AllowLab = z.infer<typeof AllowLab>;

/** `GET /api/lab`: where experiments may run. */
export const Lab = z
  .object({
    throwaway: z.object({
      allowed: z.boolean(),
      /** The server program they would be; null: none was found. */
      server: z.object({ path: z.string(), version: z.string() }).nullable(),
      /** Why none can be started here; null: they can, where it is allowed. */
      unable: z.string().nullable(),
    }),
    groups: z.array(
      z.object({
        group: GroupId,
        allowed: z.boolean(),
        /** What its experiments may at most do. */
        limits: z.object({ writesPerSecond: z.number(), readsPerSecond: z.number(), bytes: Bytes }),
        instances: z.array(z.object({ id: InstanceId, role: z.enum(["primary", "replica"]) })),
      }),
    ),
    /** The experiment that runs now: there is one at a time, for two would measure each other. */
    running: z.string().nullable(),
  })
  .meta({ id: "Lab" });
export type Lab = z.infer<typeof Lab>;
