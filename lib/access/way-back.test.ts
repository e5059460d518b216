import fc from "fast-check";
import { expect, test } from "vitest";
import { wayBack } from "./way-back";

test.each([
  ["/", "/"],
  ["/g/orders?tab=lag#charts", "/g/orders?tab=lag#charts"],
  ["/backups/../g/orders", "/g/orders"],
  ["/g/%2F%2Fevil.example", "/g/%2F%2Fevil.example"],
])("a path of our own is kept: %s", (asked, kept) => {
  expect(wayBack(asked)).toBe(kept);
});

test.each([
  null,
  "",
  "g/orders",
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/..//evil.example",
  "/.//evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "/g/orders\r\nSet-Cookie: a=b",
  " //evil.example",
  "https://evil.example/",
  "javascript:alert(1)",
  "data:text/html,x",
  "/gr\u00fcn",
  "/api/access/oidc/start",
  "/x/../api/groups",
  "/live/",
  `/${"a".repeat(1_500)}`,
  // Each is written as three characters.
  `/${'"'.repeat(600)}`,
])("what is not surely a page of our own leads to the first page: %j", (asked) => {
  expect(wayBack(asked)).toBe("/");
});

test("no text leads to another host, and what is kept is kept again", () => {
  const piece = fc.constantFrom(
    ..."/\\.@:?#%".split(""),
    "\t",
    "\n",
    "\u0000",
    "evil.example",
    "https:",
    "%2f",
    "%5c",
    "..",
    "g",
    "\u2215",
  );
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join("")),
    fc.array(piece, { maxLength: 12 }).map((pieces) => `/${pieces.join("")}`),
  );
  fc.assert(
    fc.property(text, (asked) => {
      const to = wayBack(asked);
      expect(to).toMatch(/^\/(?![/\\])[\x21-\x7e]*$/);
      for (const base of ["https://tidemark.example/api/access/oidc/callback", "http://127.0.0.1:7700/"])
        expect(new URL(to, base).origin).toBe(new URL(base).origin);
      expect(wayBack(to)).toBe(to);
    }),
    { numRuns: 3_000 },
  );
});
