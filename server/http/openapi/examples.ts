import type {
  AddGroup,
  AftermathAnswer,
  AuditEntry,
  Backup,
  Candidate,
  ClientList,
  DemoState,
  Event,
  EventPage,
  Fault,
  Finding,
  Group,
  GroupSummary,
  Guide,
  Health,
  History,
  Instance,
  InstanceDetail,
  Lineage,
  Plan,
  PlanRequest,
  PlanStep,
  Problem,
  Protection,
  Run,
  Schedule,
  StartRun,
  UpstreamOption,
  WhatIf,
} from "@/lib/contract";
import { accessExamples } from "./access-examples";
import { labExamples } from "./lab-examples";

// One group all through: a primary, and a replica that is a second and a half behind.
const primaryId = "10.0.0.1:6379";
const replicaId = "10.0.0.2:6379";
const at = "2026-11-22T14:03:12.000Z";
const replid = "8371b4fb1155b71f4a04d3e1bc3e18c4a990aeeb";

const primary: Instance = {
  id: primaryId,
  group: "orders",
  name: primaryId,
  reachable: true,
  unreachableReason: null,
  problem: null,
  sampledAt: at,
  product: "redis",
  version: "7.0.15",
  runId: "1f3a5c7e9b1d3f5a7c9e1b3d5f7a9c1e3b5d7f9a",
  role: "primary",
  detached: false,
  upstream: null,
  replicas: [replicaId],
  link: null,
  replid,
  previousReplid: null,
  previousReplidUntil: null,
  offset: 482_133_007,
  writeBytesPerSecond: 61_440,
  lagBytes: null,
  lagSeconds: null,
  lagSecondsError: null,
  backlog: { active: true, sizeBytes: 67_108_864, firstOffset: 415_024_144, historyBytes: 67_108_864 },
  resync: null,
  readOnly: false,
  priority: null,
  announced: null,
  persistence: {
    saving: false,
    progress: null,
    lastSaveAt: "2026-11-22T13:00:04.000Z",
    lastSaveOk: true,
    aof: true,
    loading: false,
    loadingProgress: null,
  },
  memory: { usedBytes: 734_003_200, maxBytes: 2_147_483_648, dataBytes: 665_845_760 },
  opsPerSecond: 1_204,
  connectedClients: 37,
  keys: 1_048_201,
  heartbeat: null,
  cluster: null,
};

const replica: Instance = {
  ...primary,
  id: replicaId,
  name: replicaId,
  runId: "2e4b6d8f0a2c4e6b8d0f2a4c6e8b0d2f4a6c8e0b",
  role: "replica",
  upstream: primaryId,
  replicas: [],
  link: { state: "up", downSeconds: null, lastAckSeconds: 0, confirmed: true, sync: null },
  offset: 482_040_847,
  writeBytesPerSecond: null,
  lagBytes: 92_160,
  lagSeconds: 1.5,
  lagSecondsError: 0.02,
  resync: {
    verdict: "partial",
    headroomBytes: 67_016_704,
    headroomSeconds: 1_090,
    copyBytes: 92_160,
    pastSince: null,
    reason: "The upstream's backlog still holds everything the replica lacks.",
  },
  readOnly: true,
  priority: 100,
  announced: true,
};

const finding: Finding = {
  id: `orders/replica-writable/${replicaId}`,
  code: "replica-writable",
  severity: "warning",
  group: "orders",
  instance: replicaId,
  since: at,
  title: `${replicaId} accepts writes`,
  detail: "What is written there reaches nobody and is overwritten in silence.",
  evidence: { readOnly: false },
  advice: "CONFIG SET replica-read-only yes, then a full copy if anything wrote there.",
  action: null,
};

const protection: Protection = {
  backup: "01a21496-5b7e-7000-8c1d-2e3f4a5b6c7d",
  at: "2026-11-22T13:58:02.000Z",
  replid,
  offset: 478_777_291,
  bytes: 3_355_716,
  seconds: 310,
  unknown: null,
};

const summary: GroupSummary = {
  id: "orders",
  name: "orders",
  mode: "replication",
  status: "ok",
  revision: 4,
  sampledAt: at,
  primary: primaryId,
  replicas: { online: 1, total: 1 },
  worstLagBytes: 92_160,
  worstLagSeconds: 1.5,
  worstResync: replica.resync,
  writeBytesPerSecond: 61_440,
  findings: { critical: 0, warning: 0, info: 0 },
  protection,
  run: null,
  demo: false,
};

const group: Group = {
  id: "orders",
  name: "orders",
  mode: "replication",
  status: "ok",
  revision: 4,
  sampledAt: at,
  primary: primaryId,
  instances: [primary, replica],
  findings: [],
  sentinel: null,
  protection,
  run: null,
  demo: false,
};

const event: Event = {
  id: "01a21498-1d46-7016-8529-f343610441cd",
  at,
  type: "link-up",
  group: "orders",
  instance: replicaId,
  severity: "info",
  title: `${replicaId} is linked to ${primaryId} again`,
  detail: "A partial resync.",
  run: null,
};

const step: PlanStep = {
  n: 1,
  kind: "replicaof-no-one",
  instance: replicaId,
  command: ["REPLICAOF", "NO", "ONE"],
  text: `${replicaId} leaves its upstream`,
  proof: "It says that it is a primary.",
  peer: null,
  sentinel: null,
};

const plan: Plan = {
  id: "01a21498-2c10-7000-9d3f-b39f6e88f4c0",
  request: { action: "detach", instance: replicaId },
  action: "detach",
  group: "orders",
  instance: replicaId,
  upstream: null,
  method: null,
  revision: 4,
  readings: [
    {
      instance: replicaId,
      reachable: true,
      role: "replica",
      upstream: primaryId,
      replid: "8f2c5d0e9b7a4c3d2e1f0a9b8c7d6e5f4a3be01b",
      offset: 418_231_698_112,
      lagBytes: 0,
      lagSeconds: 0.02,
      link: "up",
      priority: 100,
      sampledAt: at,
    },
  ],
  createdAt: at,
  expiresAt: "2026-11-22T14:05:12.000Z",
  title: `Detach ${replicaId}`,
  checks: [{ code: "instance-reachable", status: "pass", text: "The instance answers.", evidence: null }],
  steps: [step],
  effects: [
    {
      link: { replica: replicaId, upstream: primaryId },
      resync: "none",
      bytes: null,
      copyBytes: null,
      reason: "The link ends.",
    },
  ],
  dataLoss: { verdict: "none", bytes: null, seconds: null, text: "It keeps its data." },
  writePauseSeconds: null,
  before: [
    { instance: primaryId, role: "primary", upstream: null },
    { instance: replicaId, role: "replica", upstream: primaryId },
  ],
  after: [
    { instance: primaryId, role: "primary", upstream: null },
    { instance: replicaId, role: "primary", upstream: null },
  ],
  confirm: { tier: 2, type: null, text: "The instance will take writes of its own." },
};

const run: Run = {
  id: "01a21498-2f0a-7000-8ff0-f8e9a99267b3",
  plan: plan.id,
  action: "detach",
  group: "orders",
  instance: replicaId,
  title: plan.title,
  actor: "local",
  state: "succeeded",
  startedAt: at,
  endedAt: "2026-11-22T14:03:12.412Z",
  steps: [
    {
      ...step,
      state: "done",
      startedAt: at,
      endedAt: "2026-11-22T14:03:12.398Z",
      reply: "OK",
      error: null,
      progress: null,
    },
  ],
  writePausedSeconds: null,
  counted: null,
  cancellable: false,
  summary: `${replicaId} is a primary of its own.`,
  advice: null,
  backup: null,
  loss: null,
};

const schedule: Schedule = {
  kind: "backup",
  expression: "0 3 * * *",
  next: "2026-11-23T03:00:00.000Z",
  off: null,
  last: {
    slot: "2026-11-22T03:00:00.000Z",
    at: "2026-11-22T03:00:00.104Z",
    outcome: "succeeded",
    text: "Backup verified: 41.0 MiB from 10.0.0.2:6379 at offset 480,113,902, 812,004 keys. CRC64 matches.",
    run: "01999f3a-0000-7000-8000-000000000000",
  },
  groups: [],
};

const backup: Backup = {
  id: "01a21498-3b7e-7000-ac51-d0d569419382",
  group: "orders",
  instance: replicaId,
  run: "01a21498-3a11-7000-9591-d48e0765678c",
  method: "wire",
  state: "verified",
  startedAt: at,
  endedAt: "2026-11-22T14:03:19.000Z",
  path: null,
  location: null,
  sizeBytes: 87_114_302,
  sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  rdbVersion: 10,
  serverVersion: "7.0.15",
  replid,
  offset: 482_040_847,
  keys: 1_048_201,
  expires: 2_201,
  databases: [{ index: 0, keys: 1_048_201, expires: 2_201 }],
  sourceLagSeconds: 1.5,
  checks: [
    {
      code: "checksum",
      status: "pass",
      text: "The file's own checksum (CRC64) matches its content.",
      evidence: null,
    },
  ],
  drill: null,
  rechecked: null,
  error: null,
};

const auditEntry: AuditEntry = {
  n: 2,
  at,
  actor: "local",
  kind: "step-sent",
  group: "orders",
  instance: replicaId,
  run: run.id,
  detail: { n: 1, step: "replicaof-no-one", command: ["REPLICAOF", "NO", "ONE"] },
  previous: "6d2f1d0b2c1f3a8f6f0f7a6f0f3f9d1c3a5e7b9d1f3a5c7e9b1d3f5a7c9e1b3d",
  hash: "0c4e6b8d0f2a4c6e8b0d2f4a6c8e0b1d3f5a7c9e1b3d5f7a9c1e3b5d7f9a1c3e",
};

const health: Health = {
  status: "ok",
  version: "0.1.0",
  uptimeSeconds: 86_400,
  instances: { total: 2, reachable: 2 },
  cutOff: false,
  store: "ok",
  storeProblem: null,
  actions: { enabled: true, reason: null },
  pollIntervalMs: 1_000,
  demo: false,
  historyKeepMs: 2_592_000_000,
  backups: { maxAgeSeconds: 93_600, scheduled: false },
  lag: { warnSeconds: 2, criticalSeconds: 30, warnBytes: 1_048_576 },
};

const history: History = {
  stepMs: 2_000,
  t: [1_795_356_190_000, 1_795_356_192_000],
  series: [{ instance: replicaId, metric: "lagBytes", max: [null, 92_160], last: [null, 92_160], min: null }],
  states: [{ instance: replicaId, worst: [null, "online"] }],
};

const problem: Problem = {
  type: "urn:tidemark:error:group-busy",
  title: "A run is in progress",
  status: 409,
  detail:
    "Group orders has run 01a21498-2f0a-7000-8ff0-f8e9a99267b3 in progress. Wait for it to end, or cancel it.",
  code: "group-busy",
  run: "01a21498-2f0a-7000-8ff0-f8e9a99267b3",
};

const detail: InstanceDetail = {
  ...replica,
  info: { redis_version: "7.0.15", role: "slave" },
  config: { "repl-backlog-size": "67108864" },
};
const lineage: Lineage = {
  primary: primaryId,
  branches: [
    {
      replid: primary.replid ?? "",
      parent: null,
      from: null,
      ofPrimary: true,
      members: [
        { instance: primaryId, offset: 482_132_991, ownBytes: null, resync: null, copyBytes: null },
        { instance: replicaId, offset: 482_040_847, ownBytes: 0, resync: "partial", copyBytes: 92_144 },
      ],
    },
  ],
};
const upstreamOption: UpstreamOption = {
  upstream: primaryId,
  action: "repoint",
  allowed: false,
  resync: null,
  copyBytes: null,
  headroomBytes: null,
  headroomSeconds: null,
  words: "Already its upstream",
  reason: `${replicaId} already replicates from ${primaryId}.`,
};
const sketched = [
  { instance: primaryId, role: "primary" as const, upstream: null },
  { instance: replicaId, role: "replica" as const, upstream: primaryId },
];
const whatIf: WhatIf = {
  instance: primaryId,
  group: "orders",
  revision: 12,
  sampledAt: at,
  role: "primary",
  summary: `${replicaId} would take over. No other replica is left. At most 12.0 KiB, the last 0.2 s, that ${replicaId} has not received yet.`,
  decides: { by: "operator", text: "Nobody acts by itself: writes stop until you promote a replica." },
  successor: { instance: replicaId, reason: "It is the only replica that could." },
  loss: {
    verdict: "possible",
    bytesAtLeast: 0,
    bytesAtMost: 12_288,
    secondsAtMost: 0.2,
    text: `At most 12.0 KiB, the last 0.2 s, that ${replicaId} has not received yet.`,
  },
  survivors: [],
  writes: {
    verdict: "accepted",
    instance: replicaId,
    demanded: 0,
    good: 0,
    text: `${replicaId} takes writes without any replica (min-replicas-to-write 0).`,
  },
  reads: "1 replica is left to read from.",
  before: sketched,
  after: [
    { instance: primaryId, role: null, upstream: null },
    { instance: replicaId, role: "primary", upstream: null },
  ],
};
const candidate: Candidate = {
  instance: replicaId,
  rank: 1,
  verdict: "best",
  reasons: [
    { code: "link", status: "pass", text: "Its link is up.", evidence: null },
    { code: "lag", status: "pass", text: "It keeps up.", evidence: "0 B behind" },
    {
      code: "resyncs",
      status: "pass",
      text: "All others continue from it, without a copy.",
      evidence: "2 partial",
    },
  ],
  lagBytes: 0,
  lagSeconds: 0.02,
  resyncs: { partial: 2, full: 0, unknown: 0, copyBytes: 0 },
};

const addGroup: AddGroup = {
  name: "orders",
  seeds: [`redis://${replicaId}`],
  username: "tidemark",
  password: "…",
  operator: { username: "tidemark-op", password: "…" },
  backup: { username: "tidemark-backup", password: "…" },
};
const planRequest: PlanRequest = { action: "promote", instance: replicaId };
const startRun: StartRun = { plan: plan.id, confirm: { accepted: true, text: "orders" } };
const page: EventPage = { events: [event], next: "1795356192000_01a21498-1d46-7016-8529-f343610441cd" };
const fault: Fault = { fault: "pause", instance: replicaId };
const demoState: DemoState = {
  group: "demo",
  instances: [{ instance: replicaId, process: "paused", link: "whole" }],
};

const clientList: ClientList = {
  instance: replicaId,
  sampledAt: at,
  total: 3,
  clients: [
    {
      id: 4711,
      address: "10.0.3.7:51234",
      name: "checkout",
      user: "app",
      ageSeconds: 86_400,
      idleSeconds: 0,
      command: "set",
      writes: true,
      kind: "normal",
    },
  ],
  readonlyErrors: 1_284,
};

const aftermath: AftermathAnswer = {
  aftermath: {
    group: "orders",
    run: run.id,
    promoted: replicaId,
    demoted: primaryId,
    since: at,
    loss: null,
    returned: null,
    stragglers: { sampledAt: at, clients: 12, writers: 3, refused: 4_080, refusedPerSecond: 340 },
    quiet: null,
  },
};

const guide: Guide = {
  group: "orders",
  name: "orders",
  version: { value: "redis 7.0", seen: `INFO of ${primaryId}` },
  primary: { value: primaryId, seen: "as replicas dial it" },
  replicas: { value: [{ address: replicaId, follows: primaryId }], seen: "INFO of the replicas" },
  writeBytesPerSecond: { value: 61_440, seen: "mean of the busiest 1 m 00 s of the last 24 h 00 m" },
  dataBytes: { value: 665_845_760, seen: `used_memory of ${primaryId}, less its start and its backlog` },
  tls: { value: false, seen: `tls-replication of ${primaryId}` },
  auth: { value: "acl", seen: "Tidemark logs in as tidemark" },
  sentinel: null,
  persistence: { value: "aof", seen: `save and appendonly of ${primaryId}` },
  minReplicas: { value: 0, seen: `min-replicas-to-write of ${primaryId}` },
  settings: [{ instance: primaryId, role: "primary", values: { "repl-backlog-size": "67108864" } }],
};

/** One example of each schema, by its name in the document. */
export const examples: Readonly<Record<string, unknown>> = {
  AddGroup: addGroup,
  AftermathAnswer: aftermath,
  AuditEntry: auditEntry,
  AuditPage: { entries: [auditEntry], next: "1" },
  Backup: backup,
  BackupList: { backups: [backup] },
  Schedule: schedule,
  ...accessExamples,
  ...labExamples,
  ScheduleList: { schedules: [schedule] },
  Candidate: candidate,
  CandidateList: { candidates: [candidate] },
  ClientList: clientList,
  DemoState: demoState,
  Event: event,
  EventPage: page,
  Fault: fault,
  Finding: finding,
  Group: group,
  GroupList: { groups: [summary] },
  GroupSummary: summary,
  Guide: guide,
  Health: health,
  History: history,
  Instance: replica,
  InstanceDetail: detail,
  Lineage: lineage,
  OpenApi: { openapi: "3.1.0" },
  Plan: plan,
  PlanRequest: planRequest,
  Past: { at, group: { ...group, run: null } },
  Problem: problem,
  Protection: protection,
  Run: run,
  RunList: { runs: [run] },
  StartRun: startRun,
  UpstreamList: { upstreams: [upstreamOption] },
  UpstreamOption: upstreamOption,
  WhatIf: whatIf,
};
