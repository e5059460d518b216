import type { Plan, Run, RunStep } from "@/lib/contract";

/** A healthy switchover of orders to eu-1. */
export const aPlan = (given: Partial<Plan> = {}): Plan => ({
  id: "plan-1",
  request: { action: "promote", instance: "eu-1:6379" },
  action: "promote",
  group: "orders",
  instance: "eu-1:6379",
  upstream: null,
  method: "failover",
  revision: 12,
  readings: [],
  createdAt: "2026-03-01T14:08:31.000Z",
  expiresAt: "2026-03-01T14:09:01.000Z",
  title: "Promote eu-1 to primary of orders?",
  checks: [{ code: "link-up", status: "pass", text: "eu-1 is online.", evidence: null }],
  steps: [],
  effects: [],
  dataLoss: { verdict: "none", bytes: null, text: "No data loss expected." },
  writePauseSeconds: 5,
  before: [],
  after: [],
  confirm: null,
  ...given,
});

export const aRunStep = (given: Partial<RunStep> = {}): RunStep => ({
  n: 1,
  kind: "failover",
  instance: "us-1:6379",
  command: ["FAILOVER", "TO", "eu-1", "6379"],
  text: "Hand over to eu-1",
  proof: "both have swapped roles",
  peer: "eu-1:6379",
  state: "pending",
  startedAt: null,
  endedAt: null,
  reply: null,
  error: null,
  progress: null,
  ...given,
});

/** A run of `aPlan` that has just begun. */
export const aRun = (given: Partial<Run> = {}): Run => ({
  id: "run-1",
  plan: "plan-1",
  action: "promote",
  group: "orders",
  instance: "eu-1:6379",
  title: "Promote eu-1 to primary of orders",
  actor: "ana",
  state: "running",
  startedAt: "2026-03-01T14:08:31.000Z",
  endedAt: null,
  steps: [aRunStep(), aRunStep({ n: 2, kind: "verify", command: null })],
  writePausedSeconds: null,
  cancellable: false,
  summary: null,
  advice: null,
  backup: null,
  ...given,
});
