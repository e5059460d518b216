import { describe, expect, it } from "vitest";
import { finding, group, primary, replica } from "./fleet.fixture";
import { fleetRow } from "./row";

const lag = { warnSeconds: 2, criticalSeconds: 30, warnBytes: 1 };
const down = { state: "down", downSeconds: 5, lastAckSeconds: null, confirmed: false, sync: null } as const;

describe("a fleet row", () => {
  it("counts online replicas against all of them and leaves the primary out", () => {
    const row = fleetRow(group("g", [primary(), replica("a"), replica("b", { link: down })]), lag);
    expect(row).toMatchObject({ online: 1, total: 2, state: "link-down", primary: "p" });
  });

  it("puts the worst replica's tick last", () => {
    const row = fleetRow(group("g", [primary(), replica("a", { link: down }), replica("b")]), lag);
    expect(row.ticks.map(({ state }) => state)).toEqual(["online", "link-down"]);
  });

  it("says unreachable when the primary is, whatever its replicas are", () => {
    const gone = primary("p", { reachable: false, unreachableReason: "refused" });
    expect(fleetRow(group("g", [gone, replica("a")]), lag).word).toBe("Unreachable");
  });

  it("says critical when only a finding of the group knows that something is wrong", () => {
    const two = group("g", [primary("p"), primary("q")], {
      primary: null,
      status: "critical",
      findings: [finding({ code: "two-primaries", title: "Two primaries" })],
    });
    expect(fleetRow(two, lag)).toMatchObject({
      state: "critical",
      reason: { title: "Two primaries", more: 0 },
    });
  });

  it("does not let a warning hide a link that is down", () => {
    const row = fleetRow(group("g", [primary(), replica("a", { link: down })], { status: "warning" }), lag);
    expect(row.state).toBe("link-down");
  });

  it("takes the reason from the gravest finding and counts the others", () => {
    const findings = [
      finding({ id: "1", severity: "info", title: "note" }),
      finding({ id: "2", severity: "critical", title: "grave" }),
    ];
    expect(fleetRow(group("g", [primary()], { status: "critical", findings }), lag).reason).toMatchObject({
      title: "grave",
      more: 1,
    });
  });

  it("has no reason when all is well, though there may be something worth knowing", () => {
    const findings = [finding({ severity: "info" })];
    expect(fleetRow(group("g", [primary()], { findings }), lag).reason).toBeNull();
  });

  it("shows the largest lag that is known, and none when none is", () => {
    const some = [
      primary(),
      replica("a", { lagSeconds: null, lagBytes: null }),
      replica("b", { lagSeconds: 3 }),
    ];
    expect(fleetRow(group("g", some), lag).worstLagSeconds).toBe(3);
    const none = [primary(), replica("a", { lagSeconds: null, lagBytes: null })];
    expect(fleetRow(group("g", none), lag)).toMatchObject({ worstLagSeconds: null, worstLagBytes: null });
  });

  it("shows the dearest reconnect, and of equal ones the one with the least time left", () => {
    const row = fleetRow(
      group("g", [
        primary(),
        replica("a"),
        replica("b", {
          resync: {
            verdict: "partial",
            headroomBytes: 100,
            headroomSeconds: 10,
            copyBytes: null,
            pastSince: null,
            reason: "",
          },
        }),
      ]),
      lag,
    );
    expect(row.reconnect).toMatchObject({ verdict: "partial", headroomSeconds: 10, share: 0.1 });
  });
});
