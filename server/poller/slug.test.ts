import fc from "fast-check";
import { expect, test } from "vitest";
import { GroupId } from "@/lib/contract";
import { slug } from "./slug";

test.each([
  ["orders", "orders"],
  ["Orders (EU)", "orders-eu"],
  ["127.0.0.1-6379", "127.0.0.1-6379"],
  ["Zürich", "zurich"],
  ["  ", "group"],
  ["日本", "group"],
])("%j gives the id %s", (name, id) => {
  expect(slug(name)).toBe(id);
});

test("every name gives an id that the contract allows, and an id gives itself", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (name) => {
      const id = slug(name);
      expect(GroupId.safeParse(id).success).toBe(true);
      expect(slug(id)).toBe(id);
    }),
  );
});
