import { expect, test } from "vitest";
import { memoryLimit } from "./memory";

const MIB = 1024 * 1024;
const none = {
  serverVersion: null,
  savedUnixSeconds: null,
  usedMemoryBytes: null,
  replid: null,
  offset: null,
};
const file = (bytes: number, inflatedBytes: number, usedMemoryBytes: number | null = null) => ({
  bytes,
  inflatedBytes,
  aux: { ...none, usedMemoryBytes },
});

test("a server may have twice what its data took at the source, and a base", () => {
  expect(memoryLimit(file(10 * MIB, 20 * MIB, 100 * MIB), 4_096 * MIB)).toBe((512 + 200) * MIB);
});

test("where the file does not say, thirty times its bytes count", () => {
  expect(memoryLimit(file(10 * MIB, 20 * MIB), 4_096 * MIB)).toBe((512 + 600) * MIB);
});

test("what a file says of itself never raises the limit above the cap, and never lowers it below what its texts take", () => {
  expect(memoryLimit(file(MIB, MIB, 10 ** 15), 1_000 * MIB)).toBe(1_000 * MIB);
  expect(memoryLimit(file(MIB, 80 * MIB, 1), 4_096 * MIB)).toBe((512 + 160) * MIB);
});

test("texts that inflate to more than the cap are refused with the figures", () => {
  expect(() => memoryLimit(file(12 * MIB, 1_056 * MIB), 1_024 * MIB)).toThrow(
    /the file of 12\.0\sMiB takes at least 1\.03\sGiB of memory once it is inflated, and a drill may take 1\.00\sGiB here/,
  );
});
