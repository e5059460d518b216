import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RdbFault } from "./fault";
import { headerOf, madeRdb, sealed } from "./rdb.fixture";
import { RdbReader, type RdbReport } from "./reader";
import { grammars } from "./shapes";

/** Reads `bytes` cut into pieces of these sizes, over and over. */
function read(bytes: Uint8Array, sizes: readonly number[] = [bytes.length], mostBytes?: number): RdbReport {
  const reader = new RdbReader(mostBytes);
  for (let at = 0, n = 0; at < bytes.length; n += 1) {
    const piece = bytes.subarray(at, at + Math.max(1, sizes[n % sizes.length] ?? 1));
    if (reader.feed(piece) < piece.length) throw new RdbFault("trailing-bytes", at, "More follows");
    at += piece.length;
  }
  return reader.end();
}

function faultOf(work: () => unknown): RdbFault {
  try {
    work();
  } catch (error) {
    if (error instanceof RdbFault) return error;
    throw error;
  }
  throw new Error("It was taken for good.");
}

const one = madeRdb(1);

describe("a whole dump", () => {
  test.each(["REDIS", "VALKEY"] as const)("of %s is walked to its end and counted", (magic) => {
    const made = madeRdb(7, magic);
    expect(read(made.bytes)).toMatchObject({
      magic,
      version: magic === "REDIS" ? 12 : 80,
      bytes: made.bytes.length,
      keys: made.keys,
      expires: made.expires,
      functions: made.functions,
      checksum: "matches",
      aux: {
        serverVersion: "7.0.15",
        savedUnixSeconds: 123_456_789,
        replid: "8371b4fb1155b71f4a04d3e1bc3e18c4a990aeeb",
        offset: 4711,
        usedMemoryBytes: null,
      },
    });
  });

  test("is counted for each database, beside what the server announced", () => {
    const { databases, types, keys } = read(one.bytes);
    expect(types.map(({ type }) => type)).toEqual([...grammars.REDIS.types.keys()]);
    expect(types.reduce((sum, of) => sum + of.keys, 0)).toBe(keys);
    expect(databases.map(({ index }) => index)).toEqual([0, 3, 15]);
    for (const { keys, announcedKeys } of databases) expect(keys).toBe(announcedKeys);
    expect(databases.reduce((sum, { expires }) => sum + expires, 0)).toBe(one.expires);
  });

  test("says that its server writes no checksum, which is not the same as a good one", () => {
    expect(read(madeRdb(1, "REDIS", "off").bytes)).toMatchObject({ keys: one.keys, checksum: "off" });
  });

  test("gives the same report in whatever pieces it comes", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.constantFrom("REDIS", "VALKEY"),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }),
        (seed, magic, sizes) => {
          const { bytes } = madeRdb(seed, magic);
          expect(read(bytes, sizes)).toEqual(read(bytes));
        },
      ),
      { numRuns: 60 },
    );
    expect(read(one.bytes, [1])).toEqual(read(one.bytes));
  });

  test("leaves what follows it alone", () => {
    const reader = new RdbReader();
    expect(reader.feed(Uint8Array.from([...one.bytes, 1, 2, 3]))).toBe(one.bytes.length);
    expect(reader.hasEnded).toBe(true);
    expect(reader.feed(Uint8Array.from([4]))).toBe(0);
  });
});

describe("a dump that is not good", () => {
  test("is found by each of 200 flipped bits", () => {
    for (let n = 0; n < 200; n += 1) {
      const bytes = one.bytes.slice();
      const at = (n * 7919) % (bytes.length * 8);
      bytes[at >> 3] = (bytes[at >> 3] ?? 0) ^ (1 << (at & 7));
      faultOf(() => read(bytes));
    }
  });

  test("is found where it was cut at every tenth, and at each byte of its end", () => {
    const cuts = Array.from({ length: 10 }, (_, tenth) => Math.floor((one.bytes.length * tenth) / 10));
    for (let left = 1; left < 20; left += 1) cuts.push(one.bytes.length - left);
    for (const cut of cuts)
      expect(faultOf(() => read(one.bytes.subarray(0, cut)))).toMatchObject({ code: "cut-short", at: cut });
  });

  test("never throws anything but a fault with a place in it, whatever the bytes", () => {
    const header = fc.constantFrom(headerOf("REDIS", "0012"), headerOf("VALKEY", "080"), []);
    fc.assert(
      fc.property(header, fc.uint8Array({ maxLength: 300 }), fc.nat(40), (head, tail, size) => {
        const bytes = Uint8Array.from([...head, ...tail]);
        const { at } = faultOf(() => read(bytes, [size]));
        expect(at).toBeGreaterThanOrEqual(0);
        expect(at).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 3000 },
    );
  });

  const after = (...bytes: number[]): Uint8Array => Uint8Array.from(headerOf("REDIS", "0012").concat(bytes));
  test.each([
    ["another file", Uint8Array.from([0x1f, 0x8b, 8]), "not-an-rdb", 0],
    ["a version to come", Uint8Array.from(headerOf("REDIS", "0099")), "unknown-version", 0],
    ["Valkey's word with Redis' number", Uint8Array.from(headerOf("VALKEY", "012")), "unknown-version", 0],
    ["a type nobody writes", after(99), "unknown-type", 9],
    ["a module's value of Redis 4.0's candidates", after(6, 1, 97), "unknown-type", 9],
    ["an encoding nobody writes", after(0, 0xc7), "unknown-type", 10],
    ["a text longer than all there can be", after(0, 0x80, 0xff, 0xff, 0xff, 0xff), "impossible-length", 15],
    ["a list of 2^63 items", after(1, 1, 97, 0x81, 0x80, 0, 0, 0, 0, 0, 0, 0), "impossible-length", 21],
    ["three bytes that inflate to a GB", after(0, 0xc3, 3, 0x80, 0x40, 0, 0, 0), "impossible-length", 10],
    ["an opcode no module's value has", after(7, 1, 97, 5, 9), "unknown-type", 13],
  ] as const)("%s is told by its kind and its place", (_, bytes, code, at) => {
    expect(faultOf(() => read(bytes, [bytes.length], 1_000_000))).toMatchObject({ code, at });
  });

  test("that names no end of databases takes no end of memory", () => {
    const reader = new RdbReader();
    reader.feed(after());
    const select = (n: number): Uint8Array =>
      Uint8Array.from([0xfe, 0x80, 0, n >> 16, (n >> 8) & 255, n & 255]);
    const fault = faultOf(() => {
      for (let n = 0; n < 70_000; n += 1) reader.feed(select(n));
    });
    expect(fault.code).toBe("impossible-length");
  });

  test("a wrong sum is told with both, and where it stands", () => {
    const bytes = sealed([...headerOf("REDIS", "0011"), 0xff]);
    bytes[12] = (bytes[12] ?? 0) ^ 1;
    expect(faultOf(() => read(bytes))).toMatchObject({ code: "wrong-checksum", at: 10 });
  });
});

test("what is said of itself is taken only in the form that servers write", () => {
  const text = (ascii: string): number[] => [
    0x40 | (ascii.length >> 8),
    ascii.length & 255,
    ...new TextEncoder().encode(ascii),
  ];
  const aux = (name: string, value: string): number[] => [0xfa, ...text(name), ...text(value)];
  const report = read(
    sealed([
      ...headerOf("REDIS", "0011"),
      ...aux("redis-ver", "<img src=x onerror=alert(1)>"),
      ...aux("repl-id", "not forty digits"),
      ...aux("repl-offset", "99999999999999999999"),
      ...aux("__proto__", "x"),
      ...aux("x".repeat(300), "y".repeat(300)),
      ...aux("ctime", ""),
      0xff,
    ]),
  );
  expect(report.aux).toEqual({
    serverVersion: null,
    savedUnixSeconds: null,
    usedMemoryBytes: null,
    replid: null,
    offset: null,
  });
});
