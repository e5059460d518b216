import { expect, it } from "vitest";
import type { Grants, Role } from "@/lib/contract";
import { withheldReason } from "./withheld";

const orders = { id: "orders-1", name: "orders" };
const viewer: Grants = { all: "viewer", groups: {} };
const one: Grants = { all: null, groups: { "orders-1": "operator" } };

const cases: readonly [Grants, Role, typeof orders | null, string | null][] = [
  [viewer, "viewer", orders, null],
  [viewer, "operator", orders, "Operators may do this; you are a viewer of orders."],
  [{ all: "viewer", groups: one.groups }, "operator", orders, null],
  [one, "operator", orders, null],
  [one, "admin", orders, "Admins may do this; you are an operator of orders."],
  [one, "operator", { id: "carts", name: "carts" }, "Operators may do this; you have no role in carts."],
  [one, "admin", null, "Admins of all groups may do this; your role is for single ones."],
  [{ all: "operator", groups: {} }, "admin", null, "Admins may do this; you are an operator."],
  [{ all: "admin", groups: {} }, "admin", null, null],
];

it.each(cases)("%j who needs %s in %j: %s", (grants, needs, group, reason) => {
  expect(withheldReason({ grants }, needs, group)).toBe(reason);
});
