import { describe, expect, it } from "vitest";
import { type GateFacts, gateOf, gateRows, secondsLeft } from "./execute-gate";
import { aPlan } from "./plan.fixture";

const facts = (given: Partial<GateFacts> = {}): GateFacts => ({
  plan: aPlan(),
  secondsLeft: 20,
  revision: 12,
  blocked: null,
  refusedAsStale: false,
  accepted: false,
  typed: "",
  ...given,
});
const failing = { code: "x", status: "fail", text: "", evidence: null } as const;
const tier2 = aPlan({ confirm: { tier: 2, type: null, text: "It starts anew." } });
const tier3 = aPlan({ confirm: { tier: 3, type: "orders", text: "Writes are lost." } });

describe("the gate before a run", () => {
  it("is open for a healthy plan without any consent", () => {
    expect(gateOf(facts())).toEqual({ open: true });
  });

  it.each<[string, Partial<GateFacts>, string, RegExp]>([
    ["blocked", { blocked: "Actions are paused." }, "wait", /paused/],
    ["checks-failed", { plan: aPlan({ checks: [failing] }) }, "replan", /^A check failed/],
    ["checks-failed", { plan: aPlan({ checks: [failing, failing] }) }, "replan", /^2 checks failed/],
    ["changed", { revision: 13 }, "replan", /has changed/],
    ["changed", { refusedAsStale: true }, "replan", /has changed/],
    ["expired", { secondsLeft: 0 }, "replan", /expired/],
    ["not-accepted", { plan: tier2 }, "consent", /Tick the box/],
    ["not-typed", { plan: tier3, accepted: true, typed: "order" }, "consent", /Type orders/],
  ])("is closed by %s", (id, given, cure, reason) => {
    const gate = gateOf(facts(given));
    expect(gate).toMatchObject({ open: false, cure, reason: expect.stringMatching(reason) });
    expect(gateRows.find((row) => row.closes(facts(given)) !== null)?.id).toBe(id);
  });

  it("opens once the consequence is accepted and the name is typed", () => {
    expect(gateOf(facts({ plan: tier2, accepted: true })).open).toBe(true);
    expect(gateOf(facts({ plan: tier3, accepted: true, typed: " orders " })).open).toBe(true);
  });

  it("asks for a new plan before it asks for consent", () => {
    expect(gateOf(facts({ plan: tier3, secondsLeft: 0 }))).toMatchObject({ cure: "replan" });
  });

  it("does not close because the group is not known yet", () => {
    expect(gateOf(facts({ revision: null })).open).toBe(true);
  });
});

describe("the life of a plan", () => {
  it("is counted from its arrival, whatever the browser's clock says", () => {
    expect(secondsLeft(aPlan(), 5_000, 15_000)).toBe(20);
    expect(secondsLeft(aPlan(), 5_000, 99_000)).toBe(0);
  });
});
