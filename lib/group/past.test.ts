import { describe, expect, test } from "vitest";
import { Group, type Instance, type Metric } from "@/lib/contract";
import { contextOf, nowMs } from "@/lib/plan/group.fixture";
import { having } from "@/lib/plan/healthy.fixture";
import { type Figures, looksAlike, pictureOf, withFigures } from "./past";

const group = contextOf(having({ name: "eu-1", lagSeconds: 1 })).group;

/** The group with one instance changed. */
const but = (id: string, change: Partial<Instance>): Group => ({
  ...group,
  instances: group.instances.map((one) => (one.id === id ? { ...one, ...change } : one)),
});

const none: Record<Metric, null> = {
  lagBytes: null,
  lagSeconds: null,
  offset: null,
  writeBytesPerSecond: null,
  headroomSeconds: null,
  headroomBytes: null,
};
const figures = (values: Partial<Record<Metric, number>>): Figures => ({
  atMs: nowMs,
  values: { ...none, ...values },
});
const eu1 = (of: Group) => of.instances.find(({ id }) => id === "eu-1:6379");

describe("One picture serves for two moments", () => {
  test.each<[string, Group]>([
    ["nothing changed", group],
    ["only figures moved", but("eu-1:6379", { lagBytes: 7, lagSeconds: 3, offset: 9, opsPerSecond: 4 })],
    ["a newer sample came", but("eu-1:6379", { sampledAt: new Date(nowMs + 1_000).toISOString() })],
    [
      "the link was heard a second later",
      but("eu-1:6379", {
        link: { state: "up", downSeconds: null, lastAckSeconds: 1, confirmed: true, sync: null },
      }),
    ],
    ["a run began", { ...group, run: "r" }],
  ])("when %s", (_, later) => {
    expect(looksAlike(group, later)).toBe(true);
  });
});

describe("Another picture is needed", () => {
  const [finding] = [
    {
      id: "orders/lag-high/eu-1:6379",
      code: "lag-high",
      severity: "warning",
      group: "orders",
      instance: "eu-1:6379",
      since: new Date(nowMs).toISOString(),
      title: "",
      detail: "",
      evidence: {},
      advice: "",
      action: null,
    } as const,
  ];
  test.each<[string, Group]>([
    ["an instance is not reached", but("eu-1:6379", { reachable: false, unreachableReason: "timeout" })],
    ["an instance answers nonsense", but("eu-1:6379", { reachable: false })],
    ["a role changed", but("eu-1:6379", { role: "primary" })],
    ["an upstream changed", but("eu-1:6379", { upstream: "eu-2:6379" })],
    [
      "a link went down",
      but("eu-1:6379", {
        link: { state: "down", downSeconds: 0, lastAckSeconds: null, confirmed: true, sync: null },
      }),
    ],
    ["a history changed", but("us-1:6379", { replid: "c".repeat(40) })],
    ["an instance joined", { ...group, instances: [...group.instances, ...group.instances.slice(0, 1)] }],
    ["an instance left", { ...group, instances: group.instances.slice(1) }],
    ["a finding opened", { ...group, findings: [finding] }],
    ["the primary changed", { ...group, primary: null }],
  ])("when %s", (_, later) => {
    expect(looksAlike(group, later)).toBe(false);
  });
});

describe("A picture", () => {
  test("is a group, without anything that moves", () => {
    const picture = Group.parse(pictureOf(group));
    expect(eu1(picture)).toMatchObject({ role: "replica", link: { state: "up", lastAckSeconds: null } });
    expect(eu1(picture)).toMatchObject({ lagSeconds: null, offset: null, memory: null, persistence: null });
  });

  test("keeps that an instance was reading its disk, since it is in that state", () => {
    const loading = contextOf(having({ name: "eu-1", persistence: { loading: true } })).group;
    expect(eu1(pictureOf(loading))?.persistence).toMatchObject({ loading: true, loadingProgress: null });
  });

  test("shows the figures of the moment, and says when they were taken", () => {
    const past = Group.parse(
      withFigures(
        pictureOf(group),
        new Map([["eu-1:6379", figures({ lagSeconds: 40, lagBytes: 5, offset: 8, headroomBytes: 0 })]]),
      ),
    );
    expect(eu1(past)).toMatchObject({
      lagSeconds: 40,
      lagBytes: 5,
      offset: 8,
      writeBytesPerSecond: null,
      resync: { verdict: "at-risk", headroomBytes: 0 },
      sampledAt: new Date(nowMs).toISOString(),
    });
  });

  test("has no figures of an instance that was not reached, and says when it last was", () => {
    const gone = contextOf(having({ name: "eu-1", reachable: false, sampledMsAgo: 60_000 })).group;
    const past = withFigures(pictureOf(gone), new Map([["eu-1:6379", figures({ lagSeconds: 4 })]]));
    expect(eu1(past)).toMatchObject({
      lagSeconds: null,
      sampledAt: new Date(nowMs - 60_000).toISOString(),
    });
  });
});
