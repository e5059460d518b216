import { expect, it } from "vitest";
import { runsPath } from "./runs-path";

it("an export of runs is of what the filters show, and of all without one", () => {
  const all = { group: null, action: null, state: null, actor: null };
  expect(runsPath(all, "json")).toBe("/api/runs?format=json");
  expect(runsPath({ group: "orders", action: "promote", state: "partial", actor: "ana & co" }, "csv")).toBe(
    "/api/runs?group=orders&action=promote&state=partial&actor=ana+%26+co&format=csv",
  );
});
