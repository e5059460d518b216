import { expect, test } from "vitest";
import { compareKeys, keyspaceOf } from "./keyspace";

const walked = [
  { index: 0, keys: 1_000, expires: 10 },
  { index: 3, keys: 2, expires: 2 },
];

test("INFO's databases are read, and what is none is passed over", () => {
  const info = new Map([
    ["db0", "keys=12,expires=3,avg_ttl=0"],
    ["db15", "keys=1,expires=0,avg_ttl=0,subexpiry=0"],
    ["dbs", "keys=9,expires=9"],
    ["db1", "nothing"],
    ["loading", "0"],
  ]);
  expect(keyspaceOf(info)).toEqual([
    { index: 0, keys: 12, expires: 3 },
    { index: 15, keys: 1, expires: 0 },
  ]);
});

test("as many keys in each database are what was backed up", () => {
  expect(compareKeys({ walked, loaded: walked, expired: 0 })).toEqual({
    ok: true,
    keys: 1_002,
    gone: 0,
    text: "1,002 keys in 2 databases, as many as were backed up.",
  });
});

test("keys that had an expiry may be missing, as many as the server passed over; a database may be empty by that", () => {
  const loaded = [{ index: 0, keys: 995, expires: 5 }];
  expect(compareKeys({ walked, loaded, expired: 7 })).toMatchObject({ ok: true, gone: 7 });
  expect(compareKeys({ walked, loaded, expired: null })).toMatchObject({
    ok: true,
    text: "995 keys in 2 databases, as many as were backed up, besides 7 that have expired.",
  });
  expect(compareKeys({ walked, loaded, expired: 6 })).toMatchObject({
    ok: false,
    text: "7 keys are missing, and the server says that 6 had expired.",
  });
});

test.each([
  [
    "a key without an expiry is missing",
    [{ index: 0, keys: 989, expires: 0 }, walked[1]],
    /db0 holds 989 of 1,000 keys/,
  ],
  [
    "a key too many is there",
    [{ index: 0, keys: 1_001, expires: 0 }, walked[1]],
    /db0 holds 1,001 of 1,000 keys/,
  ],
  [
    "a database too many is there",
    [...walked, { index: 7, keys: 1, expires: 0 }],
    /db7 holds 1 keys, and the file has none of it/,
  ],
])("%s: the drill has failed", (_, loaded, says) => {
  const verdict = compareKeys({ walked, loaded: loaded.filter((one) => one !== undefined), expired: 11 });
  expect(verdict.ok).toBe(false);
  expect(verdict.text).toMatch(says);
});

test("a data set without a key is one too", () => {
  expect(compareKeys({ walked: [], loaded: [], expired: 0 })).toMatchObject({
    ok: true,
    keys: 0,
    text: "0 keys, as many as were backed up.",
  });
});
