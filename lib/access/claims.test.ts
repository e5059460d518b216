import fc from "fast-check";
import { expect, test } from "vitest";
import { type ClaimGrant, claimValues, everybody, grantsOf } from "./claims";
import { nothing } from "./rights";

const table: readonly ClaimGrant[] = [
  { value: "redis-admins", role: "admin", groups: null },
  { value: "on-call", role: "operator", groups: ["orders", "carts"] },
  { value: "on-call", role: "viewer", groups: null },
  { value: "carts-team", role: "admin", groups: ["carts"] },
];

test("every row whose value is said of a person counts, and of two roles the higher", () => {
  expect(grantsOf(["on-call", "carts-team", "staff"], table)).toEqual({
    all: "viewer",
    groups: { orders: "operator", carts: "admin" },
  });
  expect(grantsOf(["redis-admins"], table)).toEqual({ all: "admin", groups: {} });
});

test("a value that no row has gives nothing, however near it comes", () => {
  for (const near of ["redis-admin", "redis-admins ", "Redis-Admins", "redis-admins,x", "", "__proto__"])
    expect(grantsOf([near], table)).toEqual(nothing);
  expect(grantsOf([], table)).toEqual(nothing);
});

test("the row for everybody counts for who has no value at all, and a person called * gets no more", () => {
  const open: readonly ClaimGrant[] = [{ value: everybody, role: "viewer", groups: null }, ...table];
  expect(grantsOf([], open)).toEqual({ all: "viewer", groups: {} });
  expect(grantsOf(["*"], table)).toEqual(nothing);
});

test("the order of values and rows, and repeated values, change nothing", () => {
  const values = fc.subarray(["redis-admins", "on-call", "carts-team", "staff"]);
  fc.assert(
    fc.property(values, fc.shuffledSubarray([...table], { minLength: table.length }), (some, rows) => {
      expect(grantsOf([...some, ...some].reverse(), rows)).toEqual(grantsOf(some, table));
    }),
  );
});

test("a claim is read as a text or a list of texts, and what is neither says nothing", () => {
  expect(claimValues("staff")).toEqual(["staff"]);
  expect(claimValues(["staff", 7, null, { admin: true }, "on-call"])).toEqual(["staff", "on-call"]);
  for (const other of [undefined, null, 7, true, { 0: "redis-admins", length: 1 }])
    expect(claimValues(other)).toBeNull();
});
