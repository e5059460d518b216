import { describe, expect, it } from "vitest";
import { aGroup, anInstance, orders, withInstance } from "@/lib/group/orders.fixture";
import { parseFilter } from "./filter";
import { type Folding, type Row, rowsOf, rowsSelector } from "./rows";

const lag = { warnSeconds: 2, criticalSeconds: 30, warnBytes: 1024 * 1024 };
const open: Folding = { folded: new Set(), expanded: new Set() };
const drawn = (rows: readonly Row[]) => rows.map((row) => `${row.guides.join(" ")}|${row.id}`);

/** A primary with 34 replicas, the first of them lagging. */
const wide = () =>
  aGroup([
    anInstance("p"),
    ...Array.from({ length: 34 }, (_, i) =>
      anInstance(`r${i}`, { upstream: "p:6379", lagSeconds: i === 0 ? 9 : 0 }),
    ),
  ]);

describe("rowsOf", () => {
  it("lists upstreams before their replicas, with the lines that join them", () => {
    expect(drawn(rowsOf(orders(), lag, open, null))).toEqual([
      "|us-1:6379",
      "tee|eu-1:6379",
      "pass end|ap-1:6379",
      "end|eu-2:6379",
    ]);
  });

  it("counts places among siblings from one, for whoever hears the table", () => {
    const rows = rowsOf(orders(), lag, open, null);
    expect(rows.map(({ level, place, siblings }) => [level, place, siblings])).toEqual([
      [1, 1, 1],
      [2, 1, 2],
      [3, 1, 1],
      [2, 2, 2],
    ]);
  });

  it("hides what is below a folded row and says how many there are", () => {
    const rows = rowsOf(orders(), lag, { ...open, folded: new Set(["us-1:6379"]) }, null);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ open: false, below: 2 });
  });

  it("keeps healthy siblings in one folded row below the sick ones, and unfolds them below it", () => {
    const folded = rowsOf(wide(), lag, open, null);
    expect(folded.map((row) => row.kind)).toEqual(["instance", "instance", "stack"]);
    expect(folded[0]?.below).toBe(34);
    expect(folded[2]).toMatchObject({ open: false, below: 33 });
    const unfolded = rowsOf(wide(), lag, { ...open, expanded: new Set(["p:6379"]) }, null);
    expect(unfolded).toHaveLength(3 + 33);
    expect(unfolded[3]).toMatchObject({ level: 3, parent: unfolded[2]?.id });
  });

  it("shows what a filter lets through and the way down to it, unfolded", () => {
    const passes = parseFilter("ap-1", lag);
    const rows = rowsOf(orders(), lag, { ...open, folded: new Set(["us-1:6379"]) }, passes);
    expect(rows.map((row) => row.id)).toEqual(["us-1:6379", "eu-1:6379", "ap-1:6379"]);
  });

  it("filters by state, by its word or its name", () => {
    const lagging = withInstance(orders(), "eu-2:6379", { lagSeconds: 9 });
    const ids = (text: string) => rowsOf(lagging, lag, open, parseFilter(text, lag)).map((row) => row.id);
    expect(ids("state:lag")).toEqual(["us-1:6379", "eu-2:6379"]);
    expect(ids("state:online eu")).toEqual(["us-1:6379", "eu-1:6379"]);
    expect(ids("role:primary")).toEqual(["us-1:6379"]);
    expect(ids("nothing-has-this-name")).toEqual([]);
  });

  it("lists every instance of a ring once", () => {
    const ring = aGroup([
      anInstance("a", { upstream: "b:6379" }),
      anInstance("b", { upstream: "a:6379" }),
      anInstance("c", { upstream: "b:6379" }),
    ]);
    expect(rowsOf(ring, lag, open, null).map((row) => row.id)).toEqual(["a:6379", "b:6379", "c:6379"]);
  });
});

describe("rowsSelector", () => {
  it("answers the very same rows for a tick that only moves figures", () => {
    const select = rowsSelector(lag, open, null);
    const before = select(orders());
    expect(select(withInstance(orders(), "eu-1:6379", { offset: 5, lagSeconds: 1 }))).toBe(before);
    expect(select(withInstance(orders(), "eu-2:6379", { upstream: "ap-1:6379" }))).not.toBe(before);
  });
});
