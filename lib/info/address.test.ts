import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  formatAddress,
  isMereName,
  isPlainAddress,
  isPlainHost,
  parseAddress,
  replicaofCommand,
} from "./address";

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
  "no:one",
  "no:6379",
  "NO:6379",
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
])("R8: refuses %j, and does not repeat it", (text) => {
  const parsed = parseAddress(text);
  expect(parsed.ok).toBe(false);
  if (!parsed.ok && text.length > 4) expect(parsed.error.detail).not.toContain(text);
});

test.each([
  { host: "no one", port: 1 },
  { host: "no", port: 6379 },
  { host: "No", port: 6379 },
  { host: "a", port: 0 },
  { host: "a", port: 1.5 },
  { host: "", port: 1 },
  { host: "a\ndir /tmp", port: 6379 },
])("R8: does not let %j become words of a command", (address) => {
  expect(isPlainAddress(address)).toBe(false);
  expect(replicaofCommand(address)).toBeNull();
});

describe("R8: whatever text comes", () => {
  const nasty = fc.constantFrom(
    "\r",
    "\n",
    "\0",
    " ",
    "\t",
    "-",
    "no",
    "one",
    "'",
    '"',
    ";",
    "$",
    "[",
    "]",
    ":",
    "%",
    "/",
  );
  const texts = fc
    .array(
      fc.oneof(nasty, fc.string({ unit: "binary", maxLength: 6 }), fc.stringMatching(/^[a-z0-9.]{1,6}$/)),
      {
        maxLength: 8,
      },
    )
    .map((parts) => parts.join(""));
  const ports = fc.oneof(fc.integer({ min: -2, max: 70_000 }), fc.double());

  test("a host that is taken is letters, digits and . _ - : %, begins with no -, and is not the word no", () => {
    fc.assert(
      fc.property(texts, (host) => {
        if (!isPlainHost(host)) return;
        expect(host).toMatch(/^[A-Za-z0-9._:%-]{1,253}$/);
        expect(host).not.toMatch(/^-|^no$/i);
      }),
      { numRuns: 2_000 },
    );
  });

  test("REPLICAOF has three words of plain letters, or is not made", () => {
    fc.assert(
      fc.property(texts, ports, (host, port) => {
        const command = replicaofCommand({ host, port });
        if (command === null) return;
        expect(command).toHaveLength(3);
        expect(command.join(" ")).toMatch(/^REPLICAOF [A-Za-z0-9._:%-]+ [1-9]\d{0,4}$/);
        expect(command.join(" ")).not.toMatch(/ no one$/i);
      }),
      { numRuns: 2_000 },
    );
  });

  test("what a request may name an instance by holds no blank and no control character, but in a socket's path", () => {
    fc.assert(
      fc.property(texts, (text) => {
        if (isMereName(text)) expect(text).toMatch(/^(?:unix:\/\P{Cc}*|(?!-)[^\s\p{Cc}]*)$/u);
        if (parseAddress(text).ok) expect(isMereName(text)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

test.each([
  "a\r\nb:1",
  "a\nb:1",
  "a\0:1",
  "a b:1",
  "-a:1",
  "[-::1]:1",
  "no one",
  "no:one",
  "NO:One",
  "\u2028",
  "unix:/a\nb",
])("R8: %j is no name", (text) => {
  expect(isMereName(text)).toBe(false);
});

test.each(["10.0.0.1:6379", "[::1]:1", "unix:/run/a b.sock", "nobody", "no-one:1"])(
  "%j is a name",
  (text) => {
    expect(isMereName(text)).toBe(true);
  },
);
