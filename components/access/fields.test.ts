import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Password, SecondFactor, UserName } from "@/lib/contract";
import { nameError, PASSWORD_LENGTH, passwordError, readCode, readName } from "./fields";

describe("the fields of signing in", () => {
  it("ask of a password what the contract asks", () => {
    for (const length of [0, 11, 12, 13, 256, 257]) {
      const password = "x".repeat(length);
      expect(passwordError(password) === null, `${length}`).toBe(Password.safeParse(password).success);
    }
    expect(PASSWORD_LENGTH.least).toBe(12);
  });

  it("ask of a name what the contract asks", () => {
    const names = fc.oneof(fc.string({ maxLength: 70 }), fc.stringMatching(/^[a-z0-9._@-]{0,66}$/));
    fc.assert(
      fc.property(names, (name) => {
        expect(nameError(name) === null).toBe(UserName.safeParse(name).success);
      }),
    );
    expect(readName(" Ana ")).toBe("ana");
  });

  it("read a code however it was typed, and nothing that the contract refuses", () => {
    expect(readCode("123 456")).toBe("123456");
    expect(readCode(" ABCDE-fghi7 ")).toBe("abcde-fghi7");
    for (const wrong of ["", "12345", "abcde", "abcde-fghi1"]) expect(readCode(wrong)).toBeNull();
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9a-z -]{0,12}$/), (typed) => {
        const code = readCode(typed);
        if (code !== null) expect(SecondFactor.safeParse(code).success).toBe(true);
      }),
    );
  });
});
