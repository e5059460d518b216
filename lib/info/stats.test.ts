import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type Fields, parseInfo } from "./parse";
import { readSlow } from "./slow";

function recorded(version: string): Fields {
  const file = new URL(`./fixtures/${version}/primary-two-replicas.info.txt`, import.meta.url);
  const parsed = parseInfo(readFileSync(fileURLToPath(file), "utf8"));
  if (!parsed.ok) throw new Error(parsed.error.detail);
  return parsed.value;
}

const statsOf = (version: string, more: readonly [string, string][] = []) =>
  readSlow(new Map([...recorded(version), ...more])).stats;

test.each([
  ["redis-6.0.16", null, null],
  ["redis-7.0.15", null, 0],
  ["redis-8.0.6", 0, 0],
  ["valkey-8.1.1", 0, 0],
  ["valkey-9.1.2", 0, 0],
])("%s counts dropped clients: %j, refused logins: %j", (version, bufferDisconnections, loginErrors) => {
  expect(statsOf(version)).toMatchObject({ bufferDisconnections, loginErrors });
});

test("refused logins are those without one, with a wrong one, and without the rights; other errors are none", () => {
  const errors: [string, string][] = [
    ["errorstat_NOAUTH", "count=4"],
    ["errorstat_WRONGPASS", "count=30"],
    ["errorstat_NOPERM", "count=200"],
    ["errorstat_ERR", "count=7000"],
  ];
  expect(statsOf("redis-7.0.15", errors)?.loginErrors).toBe(234);
});

test("a count that cannot be read leaves their sum unknown, and the rest as it is", () => {
  expect(statsOf("redis-7.0.15", [["errorstat_NOAUTH", "count=many"]])).toMatchObject({
    loginErrors: null,
    fullSyncs: expect.any(Number),
  });
});
