import type { Finding, Group, Instance } from "@/lib/contract";

/** A healthy replica; `over` changes what a test is about. */
export const replica = (id: string, over: Partial<Instance> = {}): Instance => ({
  id,
  group: "g",
  name: id,
  reachable: true,
  unreachableReason: null,
  problem: null,
  sampledAt: "2026-01-01T00:00:00Z",
  product: "redis",
  version: "7.0.15",
  runId: null,
  role: "replica",
  upstream: "p",
  replicas: [],
  link: { state: "up", downSeconds: null, lastAckSeconds: 0, confirmed: true, sync: null },
  replid: "a".repeat(40),
  previousReplid: null,
  previousReplidUntil: null,
  offset: 1000,
  writeBytesPerSecond: null,
  lagBytes: 0,
  lagSeconds: 0,
  lagSecondsError: 0,
  backlog: null,
  resync: { verdict: "partial", headroomBytes: 500, headroomSeconds: 50, reason: "" },
  readOnly: true,
  priority: 100,
  announced: null,
  persistence: null,
  memory: null,
  opsPerSecond: null,
  connectedClients: null,
  detached: false,
  keys: null,
  ...over,
});

/** A primary that writes. */
export const primary = (id = "p", over: Partial<Instance> = {}): Instance =>
  replica(id, {
    role: "primary",
    upstream: null,
    link: null,
    lagBytes: null,
    lagSeconds: null,
    resync: null,
    writeBytesPerSecond: 100,
    backlog: { active: true, sizeBytes: 1000, firstOffset: 500, historyBytes: 500 },
    ...over,
  });

export const group = (id: string, instances: Instance[], over: Partial<Group> = {}): Group => ({
  id,
  name: id,
  mode: "replication",
  status: "ok",
  revision: 1,
  sampledAt: null,
  primary: instances.find(({ role }) => role === "primary")?.id ?? null,
  instances,
  findings: [],
  run: null,
  demo: false,
  ...over,
});

export const finding = (over: Partial<Finding> = {}): Finding => ({
  id: "g/link-down/r",
  code: "link-down",
  severity: "critical",
  group: "g",
  instance: "r",
  since: "2026-01-01T00:00:00Z",
  title: "r has lost its link",
  detail: "",
  evidence: {},
  advice: "",
  action: null,
  ...over,
});
