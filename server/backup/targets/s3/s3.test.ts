import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BackupFileError } from "../target";
import { MOST_PARTS, partBytes } from "./part-sizes";
import { formatPlace, keyFor, parsePlace } from "./place";
import { partsEtag, sameEtag, sumFits, writeCrc32 } from "./sums";

const id = "01890a5d-ac96-774b-bcce-b302099a8057";

describe("A key", () => {
  test("is made of the prefix, the group and the id", () => {
    expect(keyFor("redis/eu", "orders", id)).toBe(`redis/eu/orders/${id}.rdb`);
    expect(keyFor("", "orders", id)).toBe(`orders/${id}.rdb`);
  });

  test("leads nowhere else, whatever the group is called", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (group) => {
        expect(keyFor("p", group, id)).toMatch(/^p\/[\w-]{1,64}\/[0-9a-f-]{36}\.rdb$/);
      }),
    );
  });

  test("is made of no id that is none", () => {
    expect(() => keyFor("", "orders", "../../etc")).toThrow(BackupFileError);
  });
});

describe("A location", () => {
  test("is read as it was written", () => {
    const place = { bucket: "tidemark.backups", key: `a/b/${id}.rdb` };
    expect(parsePlace(formatPlace(place))).toEqual(place);
  });

  test.each(["", "/etc/passwd", "s3://", "s3://b/k", "s3://bucket", "s3://Bucket/k", "https://bucket/k"])(
    "%s names nothing",
    (location) => {
      expect(() => parsePlace(location)).toThrow(BackupFileError);
    },
  );
});

test("Parts are alike up to 39 GiB, none is smaller than S3 takes, and all hold 523 GiB", () => {
  const sizes = Array.from({ length: MOST_PARTS }, (_, i) => partBytes(i + 1));
  const gib = (bytes: readonly number[]): number => bytes.reduce((sum, one) => sum + one, 0) / 1024 ** 3;
  expect(new Set(sizes.slice(0, 5_000))).toEqual(new Set([8 * 1024 ** 2]));
  expect(Math.floor(gib(sizes.slice(0, 5_000)))).toBe(39);
  expect(Math.floor(gib(sizes))).toBe(523);
  expect(Math.max(...sizes)).toBe(256 * 1024 ** 2);
});

describe("What a store says of an object", () => {
  const parts = ["first ", "second"];
  const sums = parts.map((part) => crc32(part));
  const whole = crc32(parts.join(""));

  test("CRC32 is written as S3 does", () => {
    // The check value of CRC-32 (ISO 3309): the sum of "123456789".
    expect(writeCrc32(crc32("123456789"))).toBe(Buffer.from("cbf43926", "hex").toString("base64"));
  });

  test.each([
    ["nothing", undefined, null],
    ["the sum over all", writeCrc32(whole), true],
    ["another sum", writeCrc32(whole + 1), false],
    [
      "the sum over the parts' sums",
      `${writeCrc32(crc32(Buffer.concat(sums.map((sum) => Buffer.from(writeCrc32(sum), "base64")))))}-2`,
      true,
    ],
    ["such a sum over another number of parts", `${writeCrc32(1)}-3`, false],
  ])("%s", (_, said, fits) => {
    expect(sumFits(said, whole, sums)).toBe(fits);
  });
});

test("The ETag of an object is that of its parts", () => {
  const part = '"5d41402abc4b2a76b9719d911017c592"';
  expect(partsEtag([part])).toMatch(/^[0-9a-f]{32}-1$/);
  expect(sameEtag(`"${partsEtag([part])}"`, partsEtag([part]))).toBe(true);
  expect(sameEtag(undefined, partsEtag([part]))).toBe(false);
  expect(partsEtag([part, part])).not.toBe(partsEtag([part]));
});
