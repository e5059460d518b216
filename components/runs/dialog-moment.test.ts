import { describe, expect, it } from "vitest";
import { firstMoment, type Happening, nextMoment } from "./dialog-moment";
import { aPlan } from "./plan.fixture";

const plan = aPlan();
const problem = { type: "about:blank", title: "", status: 409, detail: "", code: "plan-stale" };
const planned: Happening = { type: "planned", plan, atMs: 1000 };
const after = (...happenings: Happening[]) => happenings.reduce(nextMoment, firstMoment);

describe("the moments of a dialog", () => {
  it("go from planning over a plan to a run", () => {
    expect(after().at).toBe("planning");
    expect(after(planned)).toEqual({ at: "planned", plan, receivedAtMs: 1000, problem: null });
    expect(after(planned, { type: "executed" }).at).toBe("starting");
    expect(after(planned, { type: "executed" }, { type: "started", run: "r" })).toEqual({
      at: "started",
      plan,
      run: "r",
    });
  });

  it("show why no plan was made", () => {
    expect(after({ type: "refused", problem })).toEqual({ at: "refused", problem });
  });

  it("keep the plan on show when its run is refused", () => {
    expect(after(planned, { type: "executed" }, { type: "refused", problem })).toEqual({
      at: "planned",
      plan,
      receivedAtMs: 1000,
      problem,
    });
  });

  it("plan anew when asked, but never under a run", () => {
    expect(after(planned, { type: "asked" }).at).toBe("planning");
    expect(after({ type: "refused", problem }, { type: "asked" }).at).toBe("planning");
    expect(after(planned, { type: "executed" }, { type: "asked" }).at).toBe("starting");
  });

  it("ignore a second click and answers that come late", () => {
    const starting = after(planned, { type: "executed" });
    expect(nextMoment(starting, { type: "executed" })).toBe(starting);
    expect(nextMoment(starting, planned)).toBe(starting);
    expect(nextMoment(firstMoment, { type: "started", run: "r" })).toBe(firstMoment);
  });
});
