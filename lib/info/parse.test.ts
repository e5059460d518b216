import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseInfo } from "./parse";

const fieldsOf = (text: string) => {
  const parsed = parseInfo(text);
  return parsed.ok ? Object.fromEntries(parsed.value) : parsed.error;
};

describe("parseInfo", () => {
  test("reads CRLF and LF alike, and passes over sections, blank lines and lines without a colon", () => {
    const expected = { role: "master", slave0: "ip=::1,port=6380" };
    expect(fieldsOf("# Replication\r\nrole:master\r\n\r\nnoise\r\nslave0:ip=::1,port=6380\r\n")).toEqual(
      expected,
    );
    expect(fieldsOf("# Replication\nrole:master\n\nnoise\nslave0:ip=::1,port=6380")).toEqual(expected);
  });

  test("R8: leaves out a field that stands twice, or refuses the reply: one of the two is somebody else's", () => {
    const text = "a:1\r\nrole:master\r\nrole:slave\r\nrole:master\r\nb:2\r\n";
    expect(fieldsOf(text)).toEqual({ a: "1", b: "2" });
    expect(parseInfo(text, "refused")).toMatchObject({ ok: false, error: { field: "INFO" } });
    expect(parseInfo("a:1\r\nb:2\r\n", "refused").ok).toBe(true);
  });

  test("keeps an empty value, and has no field without a name", () => {
    expect(fieldsOf("config_file:\r\n:value\r\n")).toEqual({ config_file: "" });
  });

  test("reads Sentinel's empty reply as no field at all", () => {
    expect(fieldsOf("")).toEqual({});
  });

  test.each([
    ["an endless line", `a:${"x".repeat(64 * 1024)}`],
    ["endless lines", "a:1\n".repeat(20_001)],
    ["an endless reply", "a:1234567\n".repeat(500_000)],
  ])("refuses %s whole", (_, text) => {
    expect(fieldsOf(text)).toMatchObject({ field: "INFO" });
  });

  test("takes a reply that just fits", () => {
    expect(fieldsOf(`a:${"x".repeat(64 * 1024 - 2)}`)).toHaveProperty("a");
    expect(fieldsOf(Array.from({ length: 20_000 }, (_, i) => `a${i}:1\n`).join(""))).toHaveProperty("a19999");
  });

  test("never throws, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
        expect(parseInfo(text)).toHaveProperty("ok");
      }),
    );
  });

  test("gives back every field that was written down", () => {
    const name = fc.stringMatching(/^[a-z0-9_|]{1,20}$/);
    const value = fc.string({ unit: "grapheme", maxLength: 40 }).filter((text) => !/[\r\n]/.test(text));
    fc.assert(
      fc.property(
        fc.dictionary(name, value, { noNullPrototype: true }),
        fc.constantFrom("\r\n", "\n"),
        (fields, end) => {
          const text = Object.entries(fields).map(([key, held]) => `${key}:${held}${end}`);
          expect(fieldsOf(text.join(""))).toEqual(fields);
        },
      ),
    );
  });
});
