import { expect, it } from "vitest";
import { grantsText, highestRole } from "./grant-words";

const text = (all: "viewer" | "operator" | "admin" | null, groups = {}) =>
  grantsText({ all, groups }, (id) => id.toUpperCase());

it("says a role for all groups, and what single ones have beyond it", () => {
  expect(text("admin")).toBe("Admin of all groups");
  expect(text("viewer", { orders: "operator", carts: "operator" })).toBe(
    "Viewer of all groups; operator of CARTS, ORDERS",
  );
  expect(text(null, { orders: "viewer", carts: "admin" })).toBe("Admin of CARTS; viewer of ORDERS");
});

it("leaves out what adds nothing, and says when there is nothing", () => {
  expect(text("operator", { orders: "viewer" })).toBe("Operator of all groups");
  expect(text(null)).toBe("No role");
});

it("knows the highest role in any group", () => {
  expect(highestRole({ all: "viewer", groups: { orders: "operator" } })).toBe("operator");
  expect(highestRole({ all: "admin", groups: { orders: "operator" } })).toBe("admin");
  expect(highestRole({ all: null, groups: {} })).toBeNull();
});
