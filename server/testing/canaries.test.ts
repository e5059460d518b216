import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { searchFor } from "./canaries";

const text = `Quolls 7"ü&/<\\+=`;
const search = searchFor([{ name: "password", text }]);
const forms = (found: string | Uint8Array): string[] => search("there", found).map(({ form }) => form);
const around = (written: string): string => `before ${written} after`;

describe("R9: a secret is found however it is written:", () => {
  test.each([
    ["as it is", around(text), "raw"],
    ["in JSON", JSON.stringify({ a: [text] }), "JSON"],
    ["in JSON in JSON", JSON.stringify({ a: JSON.stringify({ text }) }), "JSON in JSON"],
    ["in HTML", around("Quolls 7&quot;ü&amp;/&lt;\\+="), "HTML"],
    ["in a URL", `/a?b=${encodeURIComponent(text)}&c`, "URL"],
    ["in a form", new URLSearchParams({ a: text }).toString(), "URL of a form"],
    ["in hex", around(Buffer.from(text).toString("hex")), "hex"],
    ["as a hash", around(createHash("sha256").update(text).digest("hex")), "SHA-256"],
  ])("%s", (_, written, form) => expect(forms(written)).toContain(form));

  test.each([0, 1, 2, 3, 4, 5])("in base64, %i bytes into it, in both alphabets", (before) => {
    const bytes = Buffer.from(`${"x".repeat(before) + text}and more`);
    expect(forms(around(bytes.toString("base64")))).toContain(`base64 (+${before % 3})`);
    expect(forms(around(bytes.toString("base64url"))).join()).toContain(`(+${before % 3})`);
  });

  test("among bytes that are no text, with what stands around it", () => {
    const bytes = Buffer.concat([
      Buffer.from([0xff, 0xfe, 0x00]),
      Buffer.from(text, "utf16le"),
      Buffer.from([0x80]),
    ]);
    expect(search("the store", bytes)).toEqual([
      {
        canary: "password",
        form: "UTF-16",
        where: "the store",
        around: expect.stringContaining("Q u o l l s"),
      },
    ]);
  });
});

test("what is no secret is not taken for one", () => {
  expect(forms("Quolls 8 and all that, base64 UXVvbGxz, in every way")).toEqual([]);
});

test("a canary that chance could write is refused", () => {
  expect(() => searchFor([{ name: "pin", text: "1234" }])).toThrow(/"pin" is shorter than 8/);
});
