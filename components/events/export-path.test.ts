import { expect, it } from "vitest";
import { exportPath } from "./export-path";
import { everything } from "./merge";

it("an export is of what the filter shows, and of everything without one", () => {
  expect(exportPath(everything, "json")).toBe("/api/events?format=json");
  const filter = {
    group: "orders",
    type: "link-down,link-up",
    severity: "critical",
    run: "r 1",
    words: "eu-2 & co",
    fromMs: 1000,
    toMs: 2000,
  };
  expect(exportPath(filter, "csv")).toBe(
    "/api/events?group=orders&type=link-down%2Clink-up&severity=critical&run=r+1&q=eu-2+%26+co&from=1000&to=2000&format=csv",
  );
});
