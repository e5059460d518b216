import { expect, test } from "vitest";
import type { Finding, Resync } from "@/lib/contract";
import { contextOf } from "@/lib/plan/group.fixture";
import { summarise } from "./summary";

const { group } = contextOf([
  { name: "us-1" },
  { name: "eu-1", follows: "us-1" },
  { name: "eu-2", follows: "us-1", link: "down" },
  { name: "eu-3", follows: "us-1" },
]);
const withReplicas = (values: Partial<(typeof group.instances)[number]>[]) => ({
  ...group,
  instances: group.instances.map((one, i) => ({ ...one, ...(i > 0 ? values[i - 1] : {}) })),
});
const resync = (verdict: Resync["verdict"], headroomSeconds: number | null): Resync => ({
  verdict,
  headroomBytes: null,
  headroomSeconds,
  copyBytes: null,
  pastSince: null,
  reason: "",
});

test("Replicas are counted, and those with their link up", () => {
  expect(summarise(group).replicas).toEqual({ online: 2, total: 3 });
});

test("The worst lag is the highest that is known", () => {
  const one = summarise(
    withReplicas([
      { lagBytes: 5, lagSeconds: null },
      { lagBytes: null, lagSeconds: null },
      { lagBytes: 9, lagSeconds: 0 },
    ]),
  );
  expect([one.worstLagBytes, one.worstLagSeconds]).toEqual([9, 0]);
});

test("A lag nobody knows is null, not zero", () => {
  const unknown = { lagBytes: null, lagSeconds: null };
  const one = summarise(withReplicas([unknown, unknown, unknown]));
  expect([one.worstLagBytes, one.worstLagSeconds]).toEqual([null, null]);
});

test.each([
  [resync("full", null), [resync("partial", 1), resync("full", null), resync("at-risk", 2)]],
  [resync("at-risk", 2), [resync("at-risk", 9), resync("at-risk", 2), resync("partial", 1)]],
  [resync("partial", 3), [resync("partial", null), resync("partial", 3), null]],
  [null, [null, null, null]],
])("The worst resync is %j", (worst, given) => {
  expect(summarise(withReplicas(given.map((one) => ({ resync: one })))).worstResync).toEqual(worst);
});

test("Findings are counted by severity", () => {
  const finding = (severity: Finding["severity"]): Finding => ({
    id: severity,
    code: "ring",
    severity,
    group: "orders",
    instance: null,
    since: "2026-01-01T00:00:00Z",
    title: "",
    detail: "",
    evidence: {},
    advice: "",
    action: null,
  });
  const findings = [finding("critical"), finding("info"), finding("info")];
  expect(summarise({ ...group, findings }).findings).toEqual({ critical: 1, warning: 0, info: 2 });
});
