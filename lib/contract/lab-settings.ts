import { z } from "zod";

/** What is measured: what readers see, what more replicas bring, what a resync costs. */
export const LabKind = z.enum(["consistency", "scaling", "sync"]);
export type LabKind = z.infer<typeof LabKind>;

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
