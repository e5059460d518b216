import type { Plan, PlanStep, StepKind } from "@/lib/contract";

/** A step of a plan for tests; its command says which it is. */
export const stepFixture = (
  n: number,
  kind: StepKind,
  instance: string,
  over: Partial<PlanStep> = {},
): PlanStep => ({
  n,
  kind,
  instance,
  command: kind === "verify" || kind === "await-offset" ? null : [kind.toUpperCase()],
  text: kind,
  proof: "",
  peer: null,
  sentinel: null,
  ...over,
});

export const planFixture = (over: Partial<Plan> = {}): Plan => ({
  id: "plan-1",
  request: { action: "promote", instance: "b:2" },
  action: "promote",
  group: "orders",
  instance: "b:2",
  upstream: null,
  method: "failover",
  revision: 1,
  readings: [],
  createdAt: "2026-01-01T00:00:00.000Z",
  expiresAt: "2026-01-01T00:02:00.000Z",
  title: "Promote b:2",
  checks: [],
  steps: [],
  effects: [],
  dataLoss: { verdict: "none", bytes: null, seconds: null, text: "" },
  writePauseSeconds: 5,
  before: [],
  after: [],
  confirm: null,
  ...over,
});
