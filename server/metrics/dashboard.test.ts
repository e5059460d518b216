import { expect, test } from "vitest";
import { dashboard, queries } from "./dashboard.fixture";
import { families, unknownIn } from "./families.fixture";

test("the dashboard lets one choose the data source, the groups and the instances", () => {
  expect(dashboard.templating.list.map(({ name, type }) => [name, type])).toEqual([
    ["datasource", "datasource"],
    ["group", "query"],
    ["instance", "query"],
  ]);
});

test("no two panels share an id or a place, and none leaves the grid of 24 columns", () => {
  const { panels } = dashboard;
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, n) => `${x + (n % w)} ${y + Math.floor(n / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  for (const { gridPos } of panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
});

test("its queries ask for nothing that /metrics does not have, and leave no variable open", () => {
  for (const { panel, expr } of queries) {
    expect([panel, unknownIn(expr)]).toEqual([panel, []]);
    expect([panel, expr.includes("$")]).toEqual([panel, false]);
  }
  for (const { query } of dashboard.templating.list)
    if (typeof query !== "string") expect(unknownIn(query.query)).toEqual([]);
});

test("it shows everything that /metrics has", () => {
  const shown = queries.map(({ expr }) => expr).join("\n");
  const base = (name: string): string => name.replace(/_(bucket|sum|count)$/, "");
  expect(Object.keys(families).filter((name) => !shown.includes(base(name)))).toEqual([]);
});
