import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Event, Group, GroupSummary, type Instance } from "@/lib/contract";
import { anyMembers } from "./any-members.fixture";
import { type Derived, deriveGroup } from "./derive";
import { deriveInput } from "./members.fixture";
import { summarise } from "./summary";

const story = fc.tuple(anyMembers(0), anyMembers(1000), anyMembers(2000), anyMembers(15_000));

/** The instances a page would show that began with `before` and applied the rows. */
function applied(before: readonly Instance[], { rows, group }: Derived): (Instance | undefined)[] {
  const shown = new Map(before.map((one) => [one.id, one]));
  return group.instances.map(({ id }) => {
    const row = rows.find((one) => one.id === id);
    const old = shown.get(id) ?? group.instances.find((one) => one.id === id);
    return old === undefined || row === undefined ? old : { ...old, ...row };
  });
}

describe("deriveGroup on any members", () => {
  it("never throws, keeps to the contract, never shows a negative lag, and its rows tell all that changed", () => {
    fc.assert(
      fc.property(story, (scenes) => {
        const { tracks, memory } = deriveInput(new Map(), 0);
        let previous: Derived["group"] | null = null;
        for (const [i, members] of scenes.entries()) {
          const ms = [0, 1000, 2000, 15_000][i] ?? 0;
          const derived = deriveGroup(deriveInput(members, ms + 60, { tracks, memory, previous }));
          expect(Group.parse(derived.group)).toEqual(derived.group);
          expect(GroupSummary.parse(summarise(derived.group))).toBeDefined();
          for (const [n, event] of derived.events.entries()) Event.parse({ ...event, id: `${n}` });
          expect(applied(previous?.instances ?? [], derived)).toEqual(derived.group.instances);
          const rose = derived.group.revision - (previous?.revision ?? 0);
          expect(rose).toBe(derived.structureChanged ? 1 : 0);
          for (const one of derived.group.instances) {
            if (!one.reachable)
              expect([one.offset, one.lagBytes, one.lagSeconds, one.backlog]).toEqual([
                null,
                null,
                null,
                null,
              ]);
            if (one.role === "primary") expect([one.lagBytes, one.link]).toEqual([null, null]);
          }
          previous = derived.group;
        }
      }),
      { numRuns: 60 },
    );
  });
});
