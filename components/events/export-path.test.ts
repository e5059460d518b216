import { expect, it } from "vitest";
import { exportPath } from "./export-path";

it("an export is of what the filter shows, and of everything without one", () => {
  expect(exportPath({ group: null, type: null }, "json")).toBe("/api/events?format=json");
  expect(exportPath({ group: "orders", type: "link-down" }, "csv")).toBe(
    "/api/events?format=csv&group=orders&type=link-down",
  );
});
