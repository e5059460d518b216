import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readClock, readLimits } from "./limits";
import { type Fields, parseInfo } from "./parse";

const folder = fileURLToPath(new URL("fixtures/", import.meta.url));
const versions = readdirSync(folder).filter((name) => /^(redis|valkey)-/.test(name));

function recorded(version: string): Fields {
  const fields = parseInfo(readFileSync(`${folder}${version}/primary-two-replicas.info.txt`, "utf8"));
  if (!fields.ok) throw new Error(version);
  return fields.value;
}

describe.each(versions)("%s", (version) => {
  it("says what limits writes", () => {
    expect(readLimits(recorded(version))).toEqual({
      uncountedBytes: 0,
      evictionPolicy: "noeviction",
      outOfMemoryErrors: null,
      aofWriteOk: true,
    });
  });

  it("says its time from 7.0 on", () => {
    const clock = readClock(recorded(version), { sentMs: 0, receivedMs: 10 });
    if (version === "redis-6.0.16") expect(clock).toBeNull();
    else expect(clock).toMatchObject({ aheadMs: expect.any(Number), errorMs: 5 });
  });
});

it("counts refusals for want of memory, and takes what it cannot read for unknown", () => {
  const of = (line: string) => readLimits(new Map([["errorstat_OOM", line]])).outOfMemoryErrors;
  expect(of("count=17")).toBe(17);
  expect(of("count=-1")).toBeNull();
  expect(readLimits(new Map([["aof_last_write_status", "err"]])).aofWriteOk).toBe(false);
  expect(readLimits(new Map([["aof_last_write_status", "?"]])).aofWriteOk).toBeNull();
});

it("reads a clock as ahead or behind by the middle of the round trip", () => {
  const fields = new Map([["server_time_usec", "5000250"]]);
  expect(readClock(fields, { sentMs: 1000, receivedMs: 1020 })).toEqual({ aheadMs: 3990.25, errorMs: 10 });
});
