import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatAddress, isPlainAddress, parseAddress } from "./address";

const hosts = fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain(), fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,20}$/));

describe("formatAddress and parseAddress", () => {
  test("are each other's inverse", () => {
    fc.assert(
      fc.property(hosts, fc.integer({ min: 1, max: 65_535 }), (host, port) => {
        expect(parseAddress(formatAddress({ host, port }))).toEqual({ ok: true, value: { host, port } });
      }),
    );
  });

  test("agree on what is an address, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
        const parsed = parseAddress(text);
        if (parsed.ok) {
          expect(formatAddress(parsed.value)).toBe(text);
          expect(isPlainAddress(parsed.value)).toBe(true);
        }
      }),
    );
  });

  test("put an IPv6 host in brackets, zone and all", () => {
    expect(formatAddress({ host: "fe80::1%eth0", port: 6379 })).toBe("[fe80::1%eth0]:6379");
    expect(parseAddress("[fe80::1%eth0]:6379")).toEqual({
      ok: true,
      value: { host: "fe80::1%eth0", port: 6379 },
    });
  });
});

test.each([
  "",
  "host",
  "host:",
  ":6379",
  "host:0",
  "host:65536",
  "host:06379",
  "host:6379 ",
  "host:+1",
  "host:1e3",
  "no one:6379",
  "no one",
  "a b:6379",
  "-h:6379",
  "[-::1]:6379",
  "a\n:6379",
  "a\r\nslaveof b:6379",
  "a:6379\n",
  "a\u0000:6379",
  "a\t:6379",
  "::1:6379",
  "[::1]",
  "[host]:6379",
  "user@host:6379",
  "unix:/run/redis.sock",
  "hôst:6379",
])("refuses %j, and does not repeat it", (text) => {
  const parsed = parseAddress(text);
  expect(parsed.ok).toBe(false);
  if (!parsed.ok && text.length > 4) expect(parsed.error.detail).not.toContain(text);
});

test.each([
  { host: "no one", port: 1 },
  { host: "a", port: 0 },
  { host: "a", port: 1.5 },
  { host: "", port: 1 },
  { host: "a\ndir /tmp", port: 6379 },
])("does not let %j become words of a command", (address) => {
  expect(isPlainAddress(address)).toBe(false);
});
