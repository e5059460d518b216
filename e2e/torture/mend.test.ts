import { expect, test } from "vitest";
import type { Said } from "./asker";
import { remedyFor } from "./mend";
import { isWell } from "./world";

const primary: Said = {
  role: "primary",
  upstream: null,
  linkUp: false,
  copying: false,
  replid: "x",
  offset: 100,
};
const on = (upstream: string, more: Partial<Said> = {}): Said => ({
  ...primary,
  role: "replica",
  upstream,
  linkUp: true,
  ...more,
});
const truth = (rows: Record<string, Said | null>) => new Map(Object.entries(rows));

test("a chain below one primary is well; a ring, a rival, a silent one and another history are not", () => {
  expect(isWell(truth({ a: primary, b: on("a"), c: on("b") }))).toBe(true);
  expect(isWell(truth({ a: primary, b: on("c"), c: on("b") }))).toBe(false);
  expect(isWell(truth({ a: primary, b: primary, c: on("b") }))).toBe(false);
  expect(isWell(truth({ a: primary, b: null, c: on("a") }))).toBe(false);
  expect(isWell(truth({ a: primary, b: on("a", { replid: "y" }) }))).toBe(false);
});

test("the remedy is what an operator would plan", () => {
  const furthest = on("a", { offset: 200 });
  expect(remedyFor(truth({ a: on("b"), b: furthest, c: on("b") }))).toEqual({
    action: "promote",
    instance: "b",
  });
  expect(remedyFor(truth({ a: primary, b: primary, c: on("b") }))).toEqual({
    action: "attach",
    instance: "a",
    upstream: "b",
  });
  expect(remedyFor(truth({ a: primary, b: on("c"), c: on("b") }))).toEqual({
    action: "repoint",
    instance: "b",
    upstream: "a",
  });
  expect(remedyFor(truth({ a: primary, b: on("a", { linkUp: false, copying: true }) }))).toBeNull();
});
