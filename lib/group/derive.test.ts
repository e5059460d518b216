import { describe, expect, it } from "vitest";
import { Group } from "@/lib/contract";
import type { ReplicationView } from "@/lib/info/view";
import { toOffset } from "@/lib/units";
import { type Derived, deriveGroup } from "./derive";
import type { Member } from "./member";
import {
  backlog,
  deriveInput,
  listed,
  membersOf,
  primaryView,
  reached,
  replicaView,
  silent,
} from "./members.fixture";

const P = "us-1:6379";
const A = "eu-1:6379";
const B = "eu-2:6379";
const C = "ap-1:6379";

/** One primary, two replicas, one of them with a replica of its own, at `ms`. */
function four(ms: number, offset: number): Member[] {
  return [
    reached(P, ms + 2, primaryView(offset, [A, B])),
    reached(A, ms, replicaView(offset, P, {}, { listed: [listed(C)] })),
    reached(B, ms, replicaView(offset, P)),
    reached(C, ms, replicaView(offset, A)),
  ];
}

/** Derives each round on the one before, as the poller does. */
function rounds(...all: { ms: number; members: Member[] }[]): Derived[] {
  const derived: Derived[] = [];
  const base = deriveInput(new Map(), 0);
  for (const { ms, members } of all) {
    const previous = derived.at(-1)?.group ?? null;
    const { tracks, memory } = base;
    derived.push(deriveGroup(deriveInput(membersOf(...members), ms + 10, { previous, tracks, memory })));
  }
  return derived;
}

const last = (derived: Derived[]): Derived => {
  const newest = derived.at(-1);
  if (newest === undefined) throw new Error("no rounds");
  return newest;
};
const instance = ({ group }: Derived, id: string) => {
  const found = group.instances.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
};

describe("deriveGroup", () => {
  it("makes a group that the contract's schema accepts", () => {
    const derived = last(rounds({ ms: 0, members: four(0, 1000) }, { ms: 1000, members: four(1000, 2000) }));
    expect(Group.parse(derived.group)).toEqual(derived.group);
    expect(derived.group.status).toBe("ok");
    expect(derived.group.primary).toBe(P);
    expect(derived.group.findings).toEqual([]);
  });

  it("joins chains, and measures a replica of a replica against the top", () => {
    const derived = last(rounds({ ms: 0, members: four(0, 1000) }, { ms: 1000, members: four(1000, 1000) }));
    expect(instance(derived, A).replicas).toEqual([C]);
    expect(instance(derived, C)).toMatchObject({ upstream: A, lagBytes: 0, lagSeconds: 0 });
    expect(instance(derived, C).link).toMatchObject({ state: "up", confirmed: true });
  });

  it("shows exactly the instance that stopped answering as unreachable, and knows nothing live of it", () => {
    const stopped = four(1000, 2000).map((member) =>
      member.id === B ? silent(member, 1000, 1, "timeout") : member,
    );
    const derived = last(rounds({ ms: 0, members: four(0, 1000) }, { ms: 1000, members: stopped }));
    expect(derived.group.instances.filter((one) => !one.reachable).map((one) => one.id)).toEqual([B]);
    expect(instance(derived, B)).toMatchObject({
      role: "replica",
      upstream: P,
      unreachableReason: "timeout",
      offset: null,
      lagBytes: null,
      lagSeconds: null,
      backlog: null,
      resync: null,
    });
  });

  it("raises the revision when a role, a link or a member changes, and not when offsets do", () => {
    const derived = rounds(
      { ms: 0, members: four(0, 1000) },
      { ms: 1000, members: four(1000, 2000) },
      {
        ms: 2000,
        members: four(2000, 2000).map((member) =>
          member.id === B
            ? reached(B, 2000, replicaView(2000, P, { linkUp: false, downSeconds: 1 }))
            : member,
        ),
      },
      { ms: 3000, members: four(3000, 3000).slice(0, 3) },
    );
    expect(derived.map(({ group }) => group.revision)).toEqual([1, 1, 2, 3]);
    expect(derived.map((one) => one.structureChanged)).toEqual([true, false, true, true]);
  });

  it("sends only what changed: a new sample alone is an id and its time", () => {
    const derived = last(rounds({ ms: 0, members: four(0, 1000) }, { ms: 1000, members: four(1000, 1000) }));
    const row = derived.rows.find((one) => one.id === C);
    expect(row?.sampledAt).toBe(instance(derived, C).sampledAt);
    expect(Object.keys(row ?? {}).length).toBeLessThan(6);
    expect(row).not.toHaveProperty("link");
  });

  it("keeps a dead primary in its place until another one answers", () => {
    const gone = (ms: number) =>
      four(ms, 1000).map((member) => (member.id === P ? silent(member, ms) : member));
    const promoted = (ms: number) =>
      gone(ms).map((member) => (member.id === A ? reached(A, ms, primaryView(1000)) : member));
    const derived = rounds(
      { ms: 0, members: four(0, 1000) },
      { ms: 1000, members: gone(1000) },
      { ms: 2000, members: promoted(2000) },
    );
    expect(derived.map(({ group }) => group.primary)).toEqual([P, P, A]);
  });

  it("names no primary while two that answer claim to be one, and measures each replica against its own", () => {
    const split = (ms: number) =>
      four(ms, 1000).map((member) =>
        member.id === A
          ? reached(A, ms, primaryView(1000, [C], { replid: "b" }))
          : member.id === C
            ? reached(C, ms, replicaView(1000, A, {}, { replid: "b" }))
            : member,
      );
    const derived = last(rounds({ ms: 0, members: split(0) }, { ms: 1000, members: split(1000) }));
    expect(derived.group).toMatchObject({ primary: null, status: "critical" });
    expect([B, C].map((id) => instance(derived, id).lagBytes)).toEqual([0, 0]);
  });

  it("gives no lag across histories, none while a copy runs, and none of a position that is gone", () => {
    const over = (view: ReplicationView) => (ms: number) =>
      four(ms, 5000).map((member) => (member.id === B ? reached(B, ms, view) : member));
    const down = { linkUp: false, downSeconds: 1 };
    for (const view of [
      replicaView(4000, P, {}, { replid: "z" }),
      replicaView(1, P, { ...down, sync: { readBytes: 5, totalBytes: 9 } }),
      replicaView(0, P, down),
    ]) {
      const derived = last(
        rounds({ ms: 0, members: four(0, 5000) }, { ms: 1000, members: over(view)(1000) }),
      );
      if (view.following?.sync != null) expect(instance(derived, B).offset).toBeNull();
      expect(instance(derived, B)).toMatchObject({ lagBytes: null, lagSeconds: null, lagSecondsError: null });
    }
  });

  it("lets the lag of an unlinked replica grow against what it last applied", () => {
    const story = Array.from({ length: 12 }, (_, second) => {
      const ms = second * 1000;
      const members = four(ms, 10_000 + second * 1000).map((member) =>
        member.id === B && second > 2
          ? reached(B, ms, replicaView(12_500, P, { linkUp: false, downSeconds: second }))
          : member,
      );
      return { ms, members };
    });
    const derived = last(rounds(...story));
    expect(instance(derived, B).lagBytes).toBeGreaterThan(8400);
    expect(instance(derived, B).lagSeconds).toBeCloseTo(8.5, 1);
    expect(instance(derived, A).lagSeconds).toBeLessThan(0.2);
  });

  it("measures on across a promotion, for a sibling that has not moved yet", () => {
    const promoted = { replid: "b", previousReplid: "a", previousReplidUntil: toOffset(3001) };
    const before = [0, 1, 2].map((second) => ({
      ms: second * 1000,
      members: four(second * 1000, 1000 + second * 1000),
    }));
    const after = [
      silent(reached(P, 2000, primaryView(3000)), 3000),
      reached(A, 3000, primaryView(3100, [], promoted)),
      reached(B, 3000, replicaView(1500, P, { linkUp: false, downSeconds: 1 })),
      reached(C, 3000, replicaView(3100, A, {}, promoted)),
    ];
    const derived = last(rounds(...before, { ms: 3000, members: after }));
    expect(instance(derived, B).lagBytes).toBe(1600);
    expect(instance(derived, B).lagSeconds).toBeCloseTo(2.5, 1);
    expect(instance(derived, C).lagSeconds).toBe(0);
  });

  it("knows no lag once the primary has been silent for long, though replicas answer", () => {
    const silentSince = (ms: number) =>
      four(ms, 1000).map((member) =>
        member.id === P ? silent(reached(P, 0, primaryView(1000, [A, B])), ms) : member,
      );
    const derived = last(rounds({ ms: 0, members: four(0, 1000) }, { ms: 9000, members: silentSince(9000) }));
    expect(instance(derived, A)).toMatchObject({ lagBytes: null, lagSeconds: null, reachable: true });
  });

  it("knows no write rate of a primary that keeps no backlog: its offset does not count writes", () => {
    const none = { backlog: { active: false, sizeBytes: 1, firstOffset: null, historyBytes: 0 } };
    const alone = (ms: number) => [reached(P, ms, primaryView(100, [], none))];
    const derived = last(rounds({ ms: 0, members: alone(0) }, { ms: 1000, members: alone(1000) }));
    expect(instance(derived, P).writeBytesPerSecond).toBeNull();
    expect(
      instance(last(rounds({ ms: 0, members: four(0, 0) }, { ms: 1000, members: four(1000, 500) })), P)
        .writeBytesPerSecond,
    ).toBeCloseTo(500, 3);
  });

  it("foretells a cut link under a cut upstream by what that one will get itself", () => {
    const cut = { linkUp: false, downSeconds: 5, lastIoSeconds: null };
    const scene = (sizeBytes: number) => [
      reached(P, 1, primaryView(50_000, [], { backlog: backlog(50_000, sizeBytes) })),
      reached(A, 0, replicaView(1000, P, cut)),
      reached(C, 0, replicaView(1000, A, cut)),
    ];
    const verdicts = (sizeBytes: number) => {
      const derived = last(rounds({ ms: 0, members: scene(sizeBytes) }));
      return [A, C].map((id) => instance(derived, id).resync?.verdict);
    };
    expect(verdicts(100_000)).toEqual(["partial", "partial"]);
    expect(verdicts(16_384)).toEqual(["full", "full"]);
  });

  it("is unknown before anything answered, and says nothing of it", () => {
    const unread: Member = {
      id: P,
      reading: null,
      lastReached: null,
      failures: 0,
      failingSinceMs: null,
      slow: null,
      heartbeat: null,
    };
    const derived = last(rounds({ ms: 0, members: [unread] }));
    expect(derived.group).toMatchObject({ status: "unknown", primary: null, sampledAt: null, findings: [] });
    expect(derived.events).toEqual([]);
  });
});
