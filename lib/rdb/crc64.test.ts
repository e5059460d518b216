import fc from "fast-check";
import { expect, test } from "vitest";
import { Crc64 } from "./crc64";

function sumOf(...pieces: Uint8Array[]): string {
  const sum = new Crc64();
  for (const piece of pieces) sum.update(piece, 0, piece.length);
  return sum.hex;
}

/** The definition, bit by bit: slow, and too plain to be wrong in the same way. */
function plainly(bytes: Uint8Array): string {
  let sum = 0n;
  for (const byte of bytes) {
    sum ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit += 1)
      sum = (sum & 1n) === 1n ? (sum >> 1n) ^ 0x95ac9329ac4bc9b5n : sum >> 1n;
  }
  return sum.toString(16).padStart(16, "0");
}

test("the sum of 123456789 is the one that Redis' own test expects", () => {
  expect(sumOf(new TextEncoder().encode("123456789"))).toBe("e9c6d914c4b8d9ca");
});

test("eight bytes at a time come to the same as bit by bit, however the bytes are cut", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (bytes, cut) => {
      expect(sumOf(bytes.subarray(0, cut), bytes.subarray(cut))).toBe(plainly(bytes));
    }),
  );
});
