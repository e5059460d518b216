import { expect, test } from "vitest";
import { type AclUser, judgeLogin, type LoginSent, type LoginVerdict, readAclUser, userOf } from "./login";

const open: AclUser = { on: true, nopass: true, hashes: [] };
const closed: AclUser = { on: true, nopass: false, hashes: ["aa", "bb"] };
const nothing: LoginSent = { user: "", secretHash: null };

const rows: [string, LoginSent, AclUser | null | undefined, LoginVerdict][] = [
  ["no password is set and none is asked for", nothing, open, "open"],
  ["no password is set and one is asked for", nothing, closed, "no-password"],
  ["a user without a password is never sent", { user: "repl", secretHash: null }, closed, "no-password"],
  ["any of its passwords will do", { user: "", secretHash: "bb" }, closed, "fits"],
  ["a password of another time", { user: "", secretHash: "cc" }, closed, "wrong-password"],
  ["a password for a default that asks for none", { user: "", secretHash: "aa" }, open, "unasked-password"],
  ["a named user that asks for none", { user: "repl", secretHash: "aa" }, open, "open"],
  ["a user that is not there", { user: "repl", secretHash: "aa" }, null, "no-user"],
  ["a user that is off", { user: "repl", secretHash: "aa" }, { ...closed, on: false }, "user-off"],
  ["a user that could not be read", { user: "repl", secretHash: "aa" }, undefined, "unknown"],
];

test.each(rows)("%s", (_what, sent, there, verdict) => {
  expect(judgeLogin(sent, there)).toBe(verdict);
});

test("whoever sends no password is the default user, whatever its masteruser", () => {
  expect(userOf({ user: "repl", secretHash: null })).toBe("default");
  expect(userOf({ user: "", secretHash: "aa" })).toBe("default");
  expect(userOf({ user: "repl", secretHash: "aa" })).toBe("repl");
});

test("a reply is read by its names, a missing user is none, and what is no reply says nothing", () => {
  expect(readAclUser(["flags", ["on", "nopass"], "passwords", [], "commands", "+@all"])).toEqual(open);
  expect(readAclUser(["flags", ["off"], "passwords", ["aa"]])).toEqual({
    on: false,
    nopass: false,
    hashes: ["aa"],
  });
  expect(readAclUser(null)).toBeNull();
  expect(readAclUser("OK")).toBeUndefined();
  expect(readAclUser(["passwords", "flags"])).toBeUndefined();
});
