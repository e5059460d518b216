import fc from "fast-check";
import { expect, test } from "vitest";
import type { Grants, Role } from "@/lib/contract";
import { joinGrants, may, mayAnywhere, nothing, roleIn } from "./rights";

const role = fc.constantFrom<Role>("viewer", "operator", "admin");
const grants: fc.Arbitrary<Grants> = fc.record({
  all: fc.option(role),
  groups: fc.dictionary(fc.constantFrom("orders", "carts", "constructor"), role),
});

test("the higher of the role for all and the role for the group counts", () => {
  const both: Grants = { all: "viewer", groups: { orders: "operator" } };
  expect(roleIn(both, "orders")).toBe("operator");
  expect(roleIn(both, "carts")).toBe("viewer");
  expect(roleIn({ all: "admin", groups: { orders: "viewer" } }, "orders")).toBe("admin");
});

test("a role in one group opens nothing that concerns all", () => {
  const one: Grants = { all: null, groups: { orders: "admin" } };
  expect(may(one, "viewer", null)).toBe(false);
  expect(may(one, "viewer", "carts")).toBe(false);
  expect(mayAnywhere(one, "admin")).toBe(true);
});

test("no group's name reaches what every object has", () => {
  expect(roleIn(nothing, "constructor")).toBeNull();
  expect(roleIn(nothing, "__proto__")).toBeNull();
});

test("joined grants allow what one of them allows, and nothing else", () => {
  fc.assert(
    fc.property(
      fc.array(grants, { maxLength: 4 }),
      role,
      fc.constantFrom("orders", "carts", null),
      (several, needs, group) => {
        expect(may(joinGrants(several), needs, group)).toBe(several.some((one) => may(one, needs, group)));
      },
    ),
  );
});
