import { isIPv6 } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { carriedIPv4, parseNetwork } from "./network";

describe("parseNetwork", () => {
  test.each([
    ["10.0.0.0/8", { family: "ipv4", address: "10.0.0.0", prefix: 8 }],
    ["192.0.2.7", { family: "ipv4", address: "192.0.2.7", prefix: 32 }],
    ["0.0.0.0/0", { family: "ipv4", address: "0.0.0.0", prefix: 0 }],
    ["fd00::/8", { family: "ipv6", address: "fd00::", prefix: 8 }],
    ["2001:db8::7", { family: "ipv6", address: "2001:db8::7", prefix: 128 }],
    ["::/0", { family: "ipv6", address: "::", prefix: 0 }],
  ])("reads %s", (text, value) => {
    expect(parseNetwork(text)).toEqual({ ok: true, value });
  });

  test.each([
    "",
    "10.0.0.0/33",
    "10.0.0.0/",
    "10.0.0.0/8/8",
    "10.0.0.0/-1",
    "10.0.0.0/1e1",
    "10.0.0/8",
    "fd00::/129",
    "[fd00::]/8",
    "fe80::1%eth0",
    "db.example",
    "10.0.0.1 ",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1/104",
  ])("refuses %j", (text) => {
    expect(parseNetwork(text).ok).toBe(false);
  });
});

test.each([
  ["::ffff:169.254.169.254", "169.254.169.254"],
  ["::FFFF:A9FE:A9FE", "169.254.169.254"],
  ["0:0:0:0:0:ffff:a9fe:a9fe", "169.254.169.254"],
  ["64:ff9b::a9fe:a9fe", "169.254.169.254"],
  ["64:ff9b::169.254.169.254", "169.254.169.254"],
  ["2002:a9fe:a9fe::1", "169.254.169.254"],
  ["::1", null],
  ["::", null],
  ["::169.254.169.254", null],
  ["64:ff9b:1::a9fe:a9fe", null],
  ["fd00::ffff:a9fe:a9fe", null],
])("R6: %s leads to %s", (address, carried) => {
  expect(carriedIPv4(address)).toBe(carried);
});

test("R6: every way to write a mapped address is the same address, and no IPv6 address breaks the reader", () => {
  const group = fc.nat({ max: 0xffff });
  fc.assert(
    fc.property(group, group, fc.boolean(), (high, low, upper) => {
      const carried = [high >> 8, high & 255, low >> 8, low & 255].join(".");
      const hex = `${high.toString(16)}:${low.toString(16)}`;
      for (const text of [`::ffff:${hex}`, `0:0:0::ffff:${hex}`, `::ffff:${carried}`])
        expect(carriedIPv4(upper ? text.toUpperCase() : text)).toBe(carried);
    }),
  );
  fc.assert(
    fc.property(fc.ipV6().filter(isIPv6), (address) => {
      expect(carriedIPv4(address) ?? "0.0.0.0").toMatch(/^\d{1,3}(\.\d{1,3}){3}$/);
    }),
  );
});
