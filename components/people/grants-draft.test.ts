import { expect, it } from "vitest";
import type { Grants } from "@/lib/contract";
import { grantsError, withAll, withGroup } from "./grants-draft";

const grants: Grants = { all: "viewer", groups: { orders: "operator" } };

it("changes the role for all groups, or takes it away", () => {
  expect(withAll(grants, "admin")).toEqual({ all: "admin", groups: { orders: "operator" } });
  expect(withAll(grants, "none").all).toBeNull();
});

it("changes the role for one group and leaves the others", () => {
  expect(withGroup(grants, "carts", "viewer").groups).toEqual({ orders: "operator", carts: "viewer" });
  expect(withGroup(grants, "orders", "admin").groups).toEqual({ orders: "admin" });
  expect(withGroup(grants, "orders", "none").groups).toEqual({});
});

it("says when nothing is granted at all", () => {
  expect(grantsError(grants)).toBeNull();
  expect(grantsError({ all: null, groups: { orders: "viewer" } })).toBeNull();
  expect(grantsError({ all: null, groups: {} })).toMatch(/\.$/);
});
