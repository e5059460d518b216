import { describe, expect, test } from "vitest";
import { readConfigReply, settingsThatMatter } from "./config";

describe("settingsThatMatter", () => {
  test("names no setting that holds a password", () => {
    expect(settingsThatMatter.filter((name) => /auth|pass|user|\*/.test(name))).toEqual([]);
  });

  test("names each setting once", () => {
    expect(new Set(settingsThatMatter).size).toBe(settingsThatMatter.length);
  });
});

describe("readConfigReply", () => {
  test("reads the flat list and the list of pairs alike", () => {
    const expected = new Map([
      ["save", ""],
      ["hz", "10"],
    ]);
    expect(readConfigReply(["save", "", "hz", "10"])).toEqual(expected);
    expect(
      readConfigReply([
        ["save", ""],
        ["hz", "10"],
      ]),
    ).toEqual(expected);
  });

  test("gives an older server's spellings under the newer names", () => {
    const reply = [
      "slave-read-only",
      "yes",
      "min-slaves-to-write",
      "0",
      "repl-ping-slave-period",
      "10",
      "slaveof",
      "",
    ];
    expect(Object.fromEntries(readConfigReply(reply) ?? [])).toEqual({
      "replica-read-only": "yes",
      "min-replicas-to-write": "0",
      "repl-ping-replica-period": "10",
      replicaof: "",
    });
  });

  test("drops what was not asked for, so that no password gets in", () => {
    expect(readConfigReply(["masterauth", "secret", "requirepass", "secret", "hz", "10"])).toEqual(
      new Map([["hz", "10"]]),
    );
  });

  test.each([[null], ["OK"], [["hz"]], [["hz", 10]], [[["hz"]]], [[["hz", "10"], "x"]], [{ hz: "10" }]])(
    "answers null to %j, which is no such reply",
    (reply) => {
      expect(readConfigReply(reply)).toBeNull();
    },
  );
});
