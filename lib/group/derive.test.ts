import { describe, expect, it } from "vitest";
import { Group } from "@/lib/contract";
import { type Derived, deriveGroup } from "./derive";
import type { Member } from "./member";
import { deriveInput, listed, membersOf, primaryView, reached, replicaView, silent } from "./members.fixture";

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
});
