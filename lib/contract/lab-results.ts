import { z } from "zod";
import { Bytes, Seconds } from "./common";
import { LinkWeather, ReadMode } from "./lab-settings";

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
