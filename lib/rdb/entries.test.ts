import { expect, test } from "vitest";
import { EntryReader } from "./entries";
import type { Entry, EntrySink } from "./entry";
import { Expiring } from "./expiring";
import { inflateLzf } from "./lzf";
import { PayloadSum, payloadBytes } from "./payload";
import { headerOf, madeRdb, sealed } from "./rdb.fixture";
import { RdbReader } from "./reader";
import { Surveyor } from "./survey";

interface Heard {
  readonly entry: Entry;
  readonly value: number[];
}

/** Everything that a file holds, read in pieces of so many bytes. */
function heardOf(bytes: Uint8Array, pieceBytes: number): { entries: Heard[]; foreign: string[] } {
  const entries: Heard[] = [];
  const foreign: string[] = [];
  let open: Heard | null = null;
  const sink: EntrySink = {
    begin: (entry) => {
      expect(open).toBeNull();
      open = { entry, value: [] };
    },
    bytes: (piece) => open?.value.push(...piece),
    end: () => {
      if (open !== null) entries.push(open);
      open = null;
    },
    foreign: (what) => foreign.push(what),
  };
  const reader = new EntryReader(bytes.length, sink);
  for (let at = 0; at < bytes.length; at += pieceBytes) reader.feed(bytes.subarray(at, at + pieceBytes));
  reader.end();
  return { entries, foreign };
}

const text = (ascii: string): number[] => [ascii.length, ...Array.from(ascii, (one) => one.charCodeAt(0))];
const said = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

test("each key comes with its database, its name, its times and the very bytes of its value", () => {
  const bytes = sealed([
    ...headerOf("REDIS", "0010"),
    ...[0xfa, ...text("redis-ver"), ...text("7.0.15")],
    ...[0xf5, ...text("#!lua name=f")],
    ...[0xfe, 2, 0xfb, 4, 1],
    ...[0xfc, 0, 0x68, 0xe5, 0xcf, 0x8b, 1, 0, 0, 0xf8, 0x41, 0x2c, 0, ...text("expires"), ...text("soon")],
    ...[0xf9, 7, 1, ...text("list"), 2, ...text("a"), 0xc0, 5],
    ...[0xfe, 0, 0, 0xc1, 0xd2, 0x04, ...text("by a number")],
    ...[0xfd, 1, 0, 0, 0, 0, 0, ...text("no name")],
    0xff,
  ]);
  const { entries, foreign } = heardOf(bytes, bytes.length);
  expect(foreign).toEqual([]);
  expect(entries.map(({ entry, value }) => [entry.kind, entry.database, said(entry.key), value])).toEqual([
    ["library", 0, "", text("#!lua name=f")],
    ["key", 2, "expires", text("soon")],
    ["key", 2, "list", [2, ...text("a"), 0xc0, 5]],
    ["key", 0, "1234", text("by a number")],
    ["key", 0, "", text("no name")],
  ]);
  expect(entries.map(({ entry }) => [entry.expiresAtMs, entry.idleSeconds, entry.frequency])).toEqual([
    [null, null, null],
    [1_700_000_000_000, 300, null],
    [null, null, 7],
    [null, null, null],
    [1000, null, null],
  ]);
  for (const { entry } of entries) expect(bytes[entry.at]).toBe(entry.type);
});

test.each(["REDIS", "VALKEY"] as const)(
  "made-up dumps of %s come out the same whatever the pieces, and count as the walk counts",
  (magic) => {
    for (let seed = 1; seed <= 6; seed += 1) {
      const { bytes, keys, expires, functions } = madeRdb(seed, magic);
      const whole = heardOf(bytes, bytes.length);
      const named = whole.entries.filter(({ entry }) => entry.kind === "key");
      expect(named).toHaveLength(keys);
      expect(named.filter(({ entry }) => entry.expiresAtMs !== null).length).toBeGreaterThanOrEqual(expires);
      expect(whole.entries.length - named.length).toBe(functions);
      for (const pieceBytes of [1, 2, 3, 7, 19, 64]) expect(heardOf(bytes, pieceBytes)).toEqual(whole);
      const walk = new RdbReader(bytes.length);
      walk.feed(bytes);
      expect(named).toHaveLength(walk.end().keys);
    }
  },
);

test("a compressed name is inflated, and one that is none is a fault", () => {
  const name = [0xc3, 5, 20, 0, 97, 0xe0, 10, 0];
  const bytes = (key: number[]): Uint8Array =>
    sealed([...headerOf("REDIS", "0010"), 0, ...key, ...text("v"), 0xff]);
  expect(heardOf(bytes(name), 3).entries.map(({ entry }) => said(entry.key))).toEqual(["a".repeat(20)]);
  expect(() => heardOf(bytes([0xc3, 5, 21, 0, 97, 0xe0, 10, 0]), 3)).toThrow("compressed");
  expect(() => heardOf(bytes([0xc3, 5, 0x80, 0x7f, 0xff, 0xff, 0xff, 0, 97, 0xe0, 10, 0]), 3)).toThrow(
    "longer than",
  );
});

test("LZF: a reference may reach into itself, and never before the beginning", () => {
  const ascii = (codes: Uint8Array | null): string | null => (codes === null ? null : said(codes));
  expect(ascii(inflateLzf(Uint8Array.of(2, 97, 98, 99, 0x20, 2), 6))).toBe("abcabc");
  expect(inflateLzf(Uint8Array.of(0, 97, 0x20, 1), 4)).toBeNull();
  expect(inflateLzf(Uint8Array.of(5, 97), 6)).toBeNull();
  expect(inflateLzf(Uint8Array.of(0, 97, 0xe0), 9)).toBeNull();
});

test("keys of a module, and what it keeps beside them, are named; an empty rest is nothing", () => {
  // "ReJSON-RL", version 3, as RedisJSON writes it.
  const id = [0x81, 0x45, 0xe2, 0x52, 0x38, 0xdf, 0xa2, 0xf8, 0x03];
  const file = (...body: number[]): Uint8Array => sealed([...headerOf("REDIS", "0010"), ...body, 0xff]);
  const [key, aux, empty] = [
    [7, ...text("k"), ...id, 5, ...text("x"), 0],
    [0xf7, ...id, 2, 1, 5, ...text("x"), 0],
    [0xf7, ...id, 2, 1, 0],
  ];
  for (const pieceBytes of [1, 5, 100]) {
    expect(heardOf(file(...key), pieceBytes).foreign).toEqual([
      expect.stringMatching(/^keys of the module type /),
    ]);
    expect(heardOf(file(...aux), pieceBytes).foreign).toEqual([
      expect.stringMatching(/^settings of the module type /),
    ]);
    expect(heardOf(file(...empty), pieceBytes).foreign).toEqual([]);
  }
});

test("what ends too early, or says more than can follow, is a fault", () => {
  const { bytes } = madeRdb(3);
  const read =
    (file: Uint8Array, said = file.length) =>
    () => {
      const reader = new EntryReader(said, { begin() {}, bytes() {}, end() {}, foreign() {} });
      reader.feed(file);
      reader.end();
    };
  expect(read(bytes)).not.toThrow();
  expect(read(bytes.subarray(0, -1))).toThrow("before its end mark");
  expect(read(Uint8Array.of(...bytes, 0))).toThrow("More follows");
  expect(read(sealed([...headerOf("REDIS", "0010"), 1, ...text("k"), 0x80, 0x7f, 0xff, 0xff, 0xff]))).toThrow(
    "announces 2147483647 items",
  );
});

test("a payload is what DUMP answers: SET k 1234 on Redis 7.0", () => {
  const dumped = [0, 0xc1, 0xd2, 0x04, 10, 0, 0, 0x87, 0x08, 0xa1, 0x44, 0x82, 0x5c, 0xed];
  const payload = Uint8Array.from([...dumped.slice(0, 4), ...Array<number>(10).fill(0)]);
  const sum = new PayloadSum(10);
  sum.take(payload, 0, 1);
  sum.take(payload, 1, 4);
  sum.finish(payload, 4);
  expect([...payload]).toEqual(dumped);
  expect(payloadBytes(3)).toBe(dumped.length);
});

test("a survey counts what is over, and knows the longest word and the values that are not to be held", () => {
  const bytes = sealed([
    ...headerOf("REDIS", "0010"),
    ...[0xfc, 10, 0, 0, 0, 0, 0, 0, 0, 0, ...text("over"), ...text("v")],
    ...[0xfc, 11, 0, 0, 0, 0, 0, 0, 0, 0, ...text("not yet"), ...text("v")],
    ...[0xfe, 3, 0, ...text("large"), ...text("x".repeat(40))],
    0xff,
  ]);
  const surveyor = new Surveyor(bytes.length, 10, 20);
  surveyor.feed(bytes);
  const survey = surveyor.finish();
  expect(survey).toMatchObject({
    rdbVersion: 10,
    keys: 3,
    expired: 1,
    libraries: 0,
    // A length of 40 takes one byte.
    largestBytes: payloadBytes(41),
    databases: [
      { index: 0, keys: 2, expires: 2, expired: 1 },
      { index: 3, keys: 1, expires: 0, expired: 0 },
    ],
  });
  expect(survey.databases.map(({ expiring }) => [expiring.by(10), expiring.by(11)])).toEqual([
    [1, 1],
    [0, 0],
  ]);
  expect([...survey.large.values()]).toEqual([payloadBytes(41)]);
});

test("keys that may have expired by a moment are never counted too few, whatever their times", () => {
  const expiring = new Expiring(1_000_000);
  const times = [1_000_001, 1_000_999, 1_001_000, 4_599_999, 9_000_000, 1_000_000 + 40 * 86_400_000, 5];
  for (const time of times) expiring.add(time);
  expect(expiring.by(1_000_000)).toBe(2);
  expect(expiring.by(1_001_000)).toBe(3);
  expect(expiring.by(9_000_000)).toBe(5);
  expect(expiring.by(Number.MAX_SAFE_INTEGER)).toBe(5);
});
