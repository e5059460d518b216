import fc from "fast-check";
import { expect, test } from "vitest";
import { isPlainAddress } from "@/lib/info/address";
import { parseSeed } from "./seed";

const none = { username: null, password: null };

test.each([
  ["redis://10.0.0.1:6380", { endpoint: { host: "10.0.0.1", port: 6380 }, tls: false, login: none }],
  ["redis://db.example.net", { endpoint: { host: "db.example.net", port: 6379 }, tls: false, login: none }],
  ["rediss://db.example.net:1/", { endpoint: { host: "db.example.net", port: 1 }, tls: true, login: none }],
  ["redis://[::1]:7000/0", { endpoint: { host: "::1", port: 7000 }, tls: false, login: none }],
  ["redis://[fe80::1]", { endpoint: { host: "fe80::1", port: 6379 }, tls: false, login: none }],
  ["localhost:7001", { endpoint: { host: "localhost", port: 7001 }, tls: false, login: none }],
  ["unix:/run/redis.sock", { endpoint: { path: "/run/redis.sock" }, tls: false, login: none }],
  ["redis+unix:///run/redis.sock", { endpoint: { path: "/run/redis.sock" }, tls: false, login: none }],
  [
    "redis://mon:p%40ss@h:1",
    { endpoint: { host: "h", port: 1 }, tls: false, login: { username: "mon", password: "p@ss" } },
  ],
  [
    "redis://:a:b@h:1",
    { endpoint: { host: "h", port: 1 }, tls: false, login: { username: null, password: "a:b" } },
  ],
])("%s is read", (text, seed) => {
  expect(parseSeed(text)).toEqual({ ok: true, value: seed });
});

test.each([
  "http://h:1",
  "redis://",
  "redis://h:0",
  "redis://h:65536",
  "redis://-h:1",
  "redis://h:1/3",
  "redis://::1:1",
  "unix:relative",
  "redis://h h:1",
  "",
])("R8: %s is refused", (text) => {
  expect(parseSeed(text).ok).toBe(false);
});

test("a refusal never repeats the password", () => {
  const password = fc.stringMatching(/^[A-Za-z0-9]{12,20}$/);
  const around = fc.constantFrom(
    (p: string) => `http://u:${p}@h:1`,
    (p: string) => `redis://u:${p}@h:99999`,
    (p: string) => `redis://u:${p}%@h:1`,
    (p: string) => `redis://u:${p}/x@h:1`,
    (p: string) => `u:${p}@h:1`,
    (p: string) => `redis:u:${p}`,
  );
  fc.assert(
    fc.property(password, around, (secret, build) => {
      const seed = parseSeed(build(secret));
      expect(seed.ok).toBe(false);
      expect(JSON.stringify(seed)).not.toContain(secret);
    }),
  );
});

test("R8: whatever stands in a seed, what is dialled is a plain host and port, or a path without a control character", () => {
  const parts = fc.constantFrom(
    "redis://",
    "rediss://",
    "unix:",
    "u:p@",
    "h",
    "10.0.0.1",
    "[::1]",
    ":6379",
    "\r\n",
    "\0",
    " ",
    "-",
    "no one",
    "/",
    "?",
    "#",
  );
  const texts = fc.array(fc.oneof(parts, fc.string({ unit: "binary", maxLength: 4 })), { maxLength: 7 });
  fc.assert(
    fc.property(texts, (pieces) => {
      const seed = parseSeed(pieces.join(""));
      if (!seed.ok) return;
      const { endpoint } = seed.value;
      if ("path" in endpoint) expect(endpoint.path).toMatch(/^\/\P{Cc}+$/u);
      else expect(isPlainAddress(endpoint)).toBe(true);
    }),
    { numRuns: 3_000 },
  );
});
