import { describe, expect, it } from "vitest";
import { type Group, GroupSummary } from "@/lib/contract";
import { deriveGroup } from "./derive";
import { deriveInput, membersOf, primaryView, reached, replicaView } from "./members.fixture";
import { byWorst, summarise } from "./summary";

const P = "us-1:6379";
const A = "eu-1:6379";
const B = "eu-2:6379";
const group = deriveGroup(
  deriveInput(
    membersOf(
      reached(P, 2, primaryView(1000, [A, B])),
      reached(A, 0, replicaView(1000, P)),
      reached(B, 0, replicaView(800, P, { linkUp: false, downSeconds: 3 })),
    ),
    10,
  ),
).group;

describe("summarise", () => {
  it("counts the replicas that are online, and shows the worst of the others", () => {
    const summary = summarise(group);
    expect(GroupSummary.parse(summary)).toEqual(summary);
    expect(summary).toMatchObject({ primary: P, replicas: { online: 1, total: 2 }, worstLagBytes: 200 });
    expect(summary.worstResync?.headroomBytes).toBe(1_048_576 - 200);
  });

  it("knows no worst lag where no lag is known", () => {
    const alone = deriveGroup(deriveInput(membersOf(reached(P, 0, primaryView(5))), 0)).group;
    expect(summarise(alone)).toMatchObject({ worstLagBytes: null, worstLagSeconds: null, worstResync: null });
  });
});

describe("byWorst", () => {
  it("puts critical before warning before unknown before ok, and names in order", () => {
    const named = (name: string, status: Group["status"]): Group => ({ ...group, name, status });
    const groups = [
      named("b", "ok"),
      named("a", "ok"),
      named("c", "unknown"),
      named("d", "warning"),
      named("e", "critical"),
    ];
    expect(groups.toSorted(byWorst).map((one) => one.name)).toEqual(["e", "d", "c", "a", "b"]);
  });
});
