import { describe, expect, it } from "vitest";
import { group, primary, replica } from "./fleet.fixture";
import { fleetRow } from "./row";
import { defaultSort, nextSort, sortRows } from "./sort";

const lag = { warnSeconds: 2, criticalSeconds: 30, warnBytes: 1 };
const row = (name: string, over: Parameters<typeof replica>[1] = {}) =>
  fleetRow(group(name, [primary(), replica("r", over)]), lag);

const down = row("down", {
  link: { state: "down", downSeconds: 5, lastAckSeconds: null, confirmed: false, sync: null },
});
const lagging = row("lagging", { lagSeconds: 9 });
const online = row("online");
const another = row("another");
const unknown = row("unknown", { lagSeconds: null, lagBytes: null });
const names = (rows: readonly { name: string }[]) => rows.map(({ name }) => name);

describe("the fleet's order", () => {
  it("puts down before lagging before online, and equal ones by name", () => {
    expect(names(sortRows([online, lagging, down, another], defaultSort))).toEqual([
      "down",
      "lagging",
      "another",
      "online",
    ]);
  });

  it("keeps unknown values last in either direction", () => {
    const rows = [unknown, online, lagging];
    expect(names(sortRows(rows, { column: "lag", descending: true }))).toEqual([
      "lagging",
      "online",
      "unknown",
    ]);
    expect(names(sortRows(rows, { column: "lag", descending: false }))).toEqual([
      "online",
      "lagging",
      "unknown",
    ]);
  });

  it("turns round on the second click, and starts a lag column with the largest", () => {
    expect(nextSort(defaultSort, "state")).toEqual({ column: "state", descending: true });
    expect(nextSort(defaultSort, "lag")).toEqual({ column: "lag", descending: true });
    expect(nextSort(defaultSort, "group")).toEqual({ column: "group", descending: false });
  });
});
