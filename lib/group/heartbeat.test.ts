import { describe, expect, it } from "vitest";
import { HeartbeatLog } from "@/lib/lag/heartbeat";
import { deriveGroup } from "./derive";
import { heartbeatTarget, obstacles } from "./heartbeat";
import type { Member } from "./member";
import {
  deriveInput,
  intervalAt,
  membersOf,
  primaryView,
  reached,
  replicaView,
  START_MS,
  silent,
  slowFacts,
} from "./members.fixture";

const [P, A, B] = ["10.0.0.1:6379", "10.0.0.2:6379", "10.0.0.3:6379"] as const;
const primary = (id: string, over = {}) => reached(id, 0, primaryView(1000, [], over), slowFacts(0));
const replica = reached(A, 0, replicaView(1000, P));

function scene(all: readonly Member[], over: Parameters<typeof deriveInput>[2] = {}) {
  const members = membersOf(...all);
  return { group: deriveGroup(deriveInput(members, 0, over)).group, members };
}

describe("A heartbeat", () => {
  it("is written to the group's primary", () => {
    const { group, members } = scene([primary(P), replica]);
    expect(heartbeatTarget(group, members)).toBe(P);
  });

  it("is written to the one that took over from a dead primary", () => {
    const { group, members } = scene([silent(primary(P), 0), primary(B), replica]);
    expect(heartbeatTarget(group, members)).toBe(B);
  });

  const healthy = scene([primary(P), replica]);
  const alone = scene([silent(primary(P), 0), replica]);
  const read = scene([primary(P), { ...replica, slow: slowFacts(0) }]);
  const other = { ...read, group: { ...read.group, primary: A } };
  const cases: Record<string, ReturnType<typeof scene>> = {
    run: scene([primary(P), replica], { run: "r1" }),
    cluster: { ...healthy, group: { ...healthy.group, mode: "cluster" } },
    unread: scene([{ ...primary(P), slow: null }, replica]),
    "no-reader": scene([primary(P), silent(replica, 0)]),
    "no-primary": scene([primary(P), primary(B), replica]),
    silent: alone,
    "not-primary": other,
    failover: scene([primary(P, { failover: "in-progress" }), replica]),
  };

  it.each(obstacles.map(({ id }) => id))("is written nowhere for: %s", (id) => {
    const staged = cases[id];
    if (staged === undefined) throw new Error(`nothing stages ${id}`);
    expect(heartbeatTarget(staged.group, staged.members)).toBeNull();
    const { group, members } = staged;
    const shown = group.primary === null ? null : (members.get(group.primary) ?? null);
    const standing = obstacles.filter(({ stands }) => stands({ group, primary: shown }));
    // Every row but those that follow from it stays silent.
    const implied: Record<string, readonly string[]> = {
      "no-primary": ["silent", "not-primary"],
      silent: ["not-primary"],
    };
    expect(standing.map((one) => one.id)).toEqual([id, ...(implied[id] ?? [])]);
  });
});

describe("What a reader sees", () => {
  const log = new HeartbeatLog({ intervalMs: 1000, ttlMs: 30_000 });
  log.acknowledge(log.send(START_MS - 2000), START_MS - 1998);
  log.acknowledge(log.send(START_MS - 1000), START_MS - 998);
  const showing = (member: Member, number: number): Member => ({
    ...member,
    heartbeat: { at: intervalAt(0), number },
  });
  const of = (member: Member, over: Parameters<typeof deriveInput>[2]) =>
    scene([primary(P), member], over).group.instances.find(({ id }) => id === member.id)?.heartbeat;

  it("stands beside a replica that showed a heartbeat", () => {
    expect(of(showing(replica, 1), { heartbeats: log })).toMatchObject({
      lagSeconds: expect.closeTo(1, 1),
      sampledAt: new Date(START_MS).toISOString(),
    });
  });

  it("is null while no heartbeat is written, where none was shown, for a primary and for one that is silent", () => {
    expect(of(showing(replica, 1), {})).toBeNull();
    expect(of(replica, { heartbeats: log })).toBeNull();
    expect(of(showing(primary(B), 1), { heartbeats: log, detached: new Set([B]) })).toBeNull();
    expect(of(showing(silent(replica, 0), 1), { heartbeats: log })).toBeNull();
  });
});
