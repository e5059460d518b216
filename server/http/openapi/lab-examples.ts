import type {
  AllowLab,
  ChangeLink,
  ConsistencyResult,
  Experiment,
  Lab,
  LinkWeather,
  StartExperiment,
} from "@/lib/contract";

const weather: LinkWeather = { delayMs: 200, paused: false, cut: false, bytesPerSecond: null };

const settings: StartExperiment["settings"] = {
  kind: "consistency",
  seconds: 20,
  replicas: 1,
  modes: ["replica", "read-latest"],
  replica: null,
  writesPerSecond: 50,
  keys: 50,
  valueBytes: 64,
  wait: { replicas: 0, timeoutMs: 100 },
  maxLagBytes: 1_000,
  maxLagMs: 500,
  pollMs: 100,
  links: [weather],
};

const start: StartExperiment = { where: { place: "throwaway" }, settings, note: "a slow link" };

const result: ConsistencyResult = {
  kind: "consistency",
  writes: {
    sent: 1_000,
    acknowledged: 1_000,
    failed: 0,
    seconds: { count: 1_000, p50: 0.0004, p95: 0.0011, p99: 0.002, max: 0.009 },
    wait: null,
  },
  modes: [
    {
      mode: "replica",
      reads: 1_000,
      fresh: 12,
      stale: 988,
      refused: 0,
      refusals: {},
      staleSeconds: { count: 988, p50: 0.19, p95: 0.2, p99: 0.201, max: 0.204 },
      seconds: { count: 1_000, p50: 0.0004, p95: 0.001, p99: 0.002, max: 0.004 },
      fromPrimary: 0,
      fromReplicas: 1_000,
    },
  ],
  course: [
    {
      second: 0,
      modes: [{ mode: "replica", fresh: 1, stale: 49, refused: 0, worstStaleSeconds: 0.204 }],
    },
  ],
  faults: [],
};

const experiment: Experiment = {
  id: "019aab3c-4f10-7000-8000-0123456789ac",
  ...start,
  actor: "ana",
  state: "done",
  startedAt: "2026-11-22T14:03:12.000Z",
  endedAt: "2026-11-22T14:03:33.000Z",
  progress: null,
  environment: {
    tidemark: "0.1.0",
    node: "v24.21.0",
    servers: [
      { instance: "primary", role: "primary", version: "redis 7.0.15" },
      { instance: "replica-1", role: "replica", version: "redis 7.0.15" },
    ],
    machine: {
      system: "Linux 6.12.0",
      processor: "AMD EPYC 7B13",
      cores: 2,
      memoryBytes: 8_589_934_592,
      loadBefore: 0.2,
    },
  },
  result,
  links: [],
  error: null,
  cleanUp: "50 keys removed.",
};

const lab: Lab = {
  throwaway: {
    allowed: true,
    server: { path: "/usr/bin/redis-server", version: "redis 7.0.15" },
    unable: null,
  },
  groups: [
    {
      group: "orders",
      allowed: false,
      limits: { writesPerSecond: 1_000, readsPerSecond: 5_000, bytes: 16_777_216 },
      instances: [{ id: "10.1.0.4:6379", role: "primary" }],
    },
  ],
  running: null,
};

const allow: AllowLab = { allowed: true };
const change: ChangeLink = { replica: "replica-1", weather };

/** Of the lab. */
export const labExamples = {
  AllowLab: allow,
  ChangeLink: change,
  Experiment: experiment,
  ExperimentList: { experiments: [experiment] },
  Lab: lab,
  StartExperiment: start,
};
