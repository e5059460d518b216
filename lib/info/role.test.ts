import fc from "fast-check";
import { expect, test } from "vitest";
import { readRole } from "./role";

test("a primary lists the replicas that are online", () => {
  expect(readRole(["master", 77, [["10.0.0.2", "6379", "70"]]])).toEqual({
    ok: true,
    value: {
      role: "primary",
      offset: 77,
      replicas: [{ address: { host: "10.0.0.2", port: 6379 }, ackOffset: 70 }],
    },
  });
});

test("a replica that is not connected does not know its offset", () => {
  expect(readRole(["slave", "10.0.0.1", 6379, "connect", -1])).toEqual({
    ok: true,
    value: { role: "replica", upstream: { host: "10.0.0.1", port: 6379 }, state: "connect", offset: null },
  });
});

test("a Sentinel names what it watches", () => {
  expect(readRole(["sentinel", ["mymaster"]])).toEqual({
    ok: true,
    value: { role: "sentinel", groups: ["mymaster"] },
  });
});

test.each([
  [null],
  ["OK"],
  [[]],
  [["leader", 1]],
  [["master", "1", []]],
  [["master", -1, []]],
  [["master", 1, [["a", "b", "c"]]]],
  [["master", 1, [1]]],
  [["slave", "a", 1, "connect", -2]],
  [["slave", "a", "1", "connect", 1]],
  [["sentinel", [1]]],
])("%j is not a reply to ROLE", (reply) => {
  expect(readRole(reply)).toMatchObject({ ok: false, error: { field: "ROLE" } });
});

test("no reply makes it throw", () => {
  fc.assert(
    fc.property(fc.anything(), (reply) => {
      expect(readRole(reply)).toHaveProperty("ok");
    }),
  );
});
