import { describe, expect, it } from "vitest";
import { clicked, sortOf, sortRows } from "./sort";

const names = [{ name: "started" }, { name: "took" }];
const people = [{ name: "name", rising: true }, { name: "seen" }] as const;

describe("the order of a list", () => {
  it("is the first column's, newest first, until the URL names another", () => {
    expect(sortOf(null, names)).toEqual({ name: "started", descending: true });
    expect(sortOf("took", names)).toEqual({ name: "took", descending: false });
    expect(sortOf("-took", names)).toEqual({ name: "took", descending: true });
  });

  it("falls back to the first column's where the URL names none that sorts", () => {
    for (const text of ["state", "--took", "-", ""])
      expect(sortOf(text, names)).toEqual({ name: "started", descending: true });
    expect(sortOf("-took", [])).toBeNull();
  });

  it("starts a column with the largest and turns round on the second click", () => {
    expect(clicked(sortOf(null, names), "took", names)).toBe("-took");
    expect(clicked(sortOf("-took", names), "took", names)).toBe("took");
    expect(clicked(sortOf("took", names), "took", names)).toBe("-took");
    expect(clicked(sortOf(null, names), "started", names)).toBe("started");
  });

  it("leaves the order at first out of the URL", () => {
    expect(clicked(sortOf("started", names), "started", names)).toBeNull();
    expect(clicked(sortOf("took", names), "started", names)).toBeNull();
  });
});

describe("the order of names", () => {
  it("begins with A, at first and at the first click", () => {
    expect(sortOf(null, people)).toEqual({ name: "name", descending: false });
    expect(clicked(sortOf("-seen", people), "name", people)).toBeNull();
    expect(clicked(sortOf(null, people), "name", people)).toBe("-name");
    expect(clicked(sortOf(null, people), "seen", people)).toBe("-seen");
  });

  it("counts the numbers in them", () => {
    const sorted = sortRows([{ n: "eu-10" }, { n: null }, { n: "eu-9" }], ({ n }) => n, false);
    expect(sorted.map(({ n }) => n)).toEqual(["eu-9", "eu-10", null]);
  });
});

describe("sorted rows", () => {
  const rows = [
    { id: "a", size: 2 },
    { id: "b", size: null },
    { id: "c", size: 10 },
    { id: "d", size: 2 },
    { id: "e", size: 0 },
  ];
  const ids = (descending: boolean) =>
    sortRows(rows, ({ size }) => size, descending)
      .map(({ id }) => id)
      .join("");

  it("keep the unknown last and equal ones as they came, in either direction", () => {
    expect(ids(true)).toBe("cadeb");
    expect(ids(false)).toBe("eadcb");
  });
});
