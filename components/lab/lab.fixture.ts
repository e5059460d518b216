import type {
  ConsistencyResult,
  Experiment,
  LabEnvironment,
  LabSettings,
  ScalingResult,
  SyncResult,
} from "@/lib/contract";
import { ConsistencySettings, ScalingSettings, SyncSettings } from "@/lib/contract";

export const consistencySettings = ConsistencySettings.parse({ kind: "consistency" });
export const scalingSettings = ScalingSettings.parse({ kind: "scaling" });
export const syncSettings = SyncSettings.parse({ kind: "sync" });

type ModeResult = ConsistencyResult["modes"][number];

const percentiles = (count: number, p50: number) => ({
  count,
  p50,
  p95: p50 * 2,
  p99: p50 * 3,
  max: p50 * 5,
});

export const modeWith = (
  mode: ModeResult["mode"],
  stale: number,
  more: Partial<ModeResult> = {},
): ModeResult => ({
  mode,
  reads: 1_000,
  fresh: 1_000 - stale,
  stale,
  refused: 0,
  refusals: {},
  staleSeconds: stale === 0 ? null : percentiles(stale, 0.18),
  seconds: percentiles(1_000, 0.0004),
  fromPrimary: mode === "read-latest" || mode === "primary" ? 1_000 : 0,
  fromReplicas: mode === "read-latest" || mode === "primary" ? 0 : 1_000,
  ...more,
});

export const consistencyResult: ConsistencyResult = {
  kind: "consistency",
  writes: { sent: 1_000, acknowledged: 1_000, failed: 0, seconds: percentiles(1_000, 0.0003), wait: null },
  modes: [
    modeWith("replica", 420),
    modeWith("read", 210),
    modeWith("read-your-writes", 0, { fromPrimary: 420, fromReplicas: 580 }),
    modeWith("read-latest", 0),
  ],
  course: Array.from({ length: 20 }, (_, second) => ({
    second,
    modes: [
      {
        mode: "replica",
        fresh: second < 6 ? 50 : 10,
        stale: second < 6 ? 0 : 40,
        refused: 0,
        worstStaleSeconds: second < 6 ? null : 0.19 + second / 200,
      },
      {
        mode: "read",
        fresh: second < 6 ? 50 : 30,
        stale: second < 6 ? 0 : 20,
        refused: 0,
        worstStaleSeconds: second < 6 ? null : 0.18 + second / 300,
      },
      { mode: "read-your-writes", fresh: 50, stale: 0, refused: 0, worstStaleSeconds: null },
      { mode: "read-latest", fresh: 50, stale: 0, refused: 0, worstStaleSeconds: null },
    ],
  })),
  faults: [
    {
      atSeconds: 6.2,
      replica: "replica-1",
      weather: { delayMs: 200, paused: false, cut: false, bytesPerSecond: null },
    },
  ],
};

type ScalingRow = ScalingResult["rows"][number];

const rowWith = (shape: ScalingRow["shape"], replicas: number, reads: number): ScalingRow => ({
  shape,
  replicas,
  seconds: 5,
  writesPerSecond: 2_000 - replicas * 20,
  readsPerSecond: reads,
  rounds: [],
  readsFromPrimary: replicas === 0 ? 60_000 : 0,
  failed: 0,
  failures: {},
  writeSeconds: percentiles(10_000, 0.0006),
  readSeconds: percentiles(60_000, 0.0009),
  replicationBytesPerSecond: (shape === "chain" ? 1 : replicas) * 310_000,
  streamBytesPerSecond: 310_000,
  mostBehindBytes: replicas === 0 ? null : 4_096 * replicas,
  cpu: [
    { instance: "primary", role: "primary", cores: 0.9 - replicas / 10 },
    ...Array.from({ length: replicas }, (_, i) => ({
      instance: `replica-${i + 1}`,
      role: "replica" as const,
      cores: 0.4,
    })),
  ],
  loadCores: 0.8,
  loadProcesses: 1,
  machineBusy: 0.92,
});

export const scalingResult: ScalingResult = {
  kind: "scaling",
  rows: [
    rowWith("alone", 0, 61_000),
    rowWith("fan-out", 1, 58_000),
    rowWith("fan-out", 2, 83_000),
    rowWith("fan-out", 3, 97_000),
    rowWith("chain", 3, 94_000),
  ],
};

const MIB = 1_048_576;

export const syncResult: SyncResult = {
  kind: "sync",
  rows: [16, 64].map((mib) => ({
    dataBytes: mib * MIB,
    bytesPerSecond: null,
    full: {
      seconds: mib / 80,
      bytes: mib * MIB * 0.9,
      forkSeconds: 0.0004,
      loadSeconds: mib / 200,
    },
    outage: {
      cutSeconds: 3,
      writtenBytes: 3.1 * MIB,
      resync: "full" as const,
      seconds: mib / 60,
      bytes: mib * MIB * 0.95,
      backlogBytes: MIB,
      neededBacklogBytes: 3.2 * MIB,
    },
  })),
};

export const environment: LabEnvironment = {
  tidemark: "0.1.0",
  node: "24.21.0",
  servers: [
    { instance: "primary", role: "primary", version: "7.0.15" },
    { instance: "replica-1", role: "replica", version: "7.0.15" },
  ],
  machine: {
    system: "Linux 6.1",
    processor: "A processor",
    cores: 2,
    memoryBytes: 8 * 1024 * MIB,
    loadBefore: 0.4,
  },
};

/** An experiment that is done, on throw-away servers. */
export const experimentWith = (settings: LabSettings, more: Partial<Experiment> = {}): Experiment => ({
  id: "1",
  where: { place: "throwaway" },
  settings,
  note: "",
  actor: "ana",
  state: "done",
  startedAt: "2026-11-26T10:00:00.000Z",
  endedAt: "2026-11-26T10:00:22.000Z",
  progress: null,
  environment,
  result: null,
  links: [],
  error: null,
  cleanUp: null,
  ...more,
});
