import { expect, it } from "vitest";
import { SignIn } from "@/lib/contract";
import { bodyOf, missing } from "./use-sign-in";

const typed = { name: " Ana", password: "correct horse", code: "" };

it("asks for what is missing, field by field, and for a code only where one was asked for", () => {
  expect(Object.keys(missing({ name: " ", password: "", code: "" }, "password"))).toEqual([
    "name",
    "password",
  ]);
  expect(missing(typed, "password")).toEqual({});
  expect(Object.keys(missing(typed, "code"))).toEqual(["code"]);
  expect(missing({ ...typed, code: "123 456" }, "code")).toEqual({});
});

it("sends what the contract takes, the code once it is asked for", () => {
  expect(SignIn.parse(bodyOf({ ...typed, code: "123456" }, "password"))).toEqual({
    name: "ana",
    password: "correct horse",
  });
  expect(SignIn.parse(bodyOf({ ...typed, code: "ABCDE-fghij" }, "code"))).toEqual({
    name: "ana",
    password: "correct horse",
    code: "abcde-fghij",
  });
});
