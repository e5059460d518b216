import { describe, expect, test } from "vitest";
import {
  type Granted,
  grant,
  isCovered,
  makeAcl,
  mayRun,
  missingText,
  readGranted,
  rights,
  rightsOf,
  ruleFor,
  senderOf,
} from "./index";

const redis = (major: number, minor: number) => ({ product: "redis", major, minor }) as const;
const named = { name: "tm", secret: { password: "s3cret" } };

describe("a user of just the rights it needs", () => {
  test("is one line for redis-cli and one for a file, in the server's own words", () => {
    const { command, line } = makeAcl("backup", named, { version: redis(7, 0) });
    expect(command).toBe(
      "ACL SETUSER tm reset on >s3cret resetchannels -@all +psync +replconf +bgsave +client|setname",
    );
    expect(line).toBe("user tm on >s3cret resetchannels -@all +psync +replconf +bgsave +client|setname");
    const hashed = makeAcl("replica", { name: "r", secret: { hash: "ab" } }, { version: redis(6, 0) });
    expect(hashed.line).toBe("user r on #ab -@all +psync +replconf");
  });

  test("has nothing that its version does not know, and nothing for what it is not to do", () => {
    const rules = (version: ReturnType<typeof redis>) =>
      rightsOf("operator", { version }).map(({ rule }) => rule);
    expect(rules(redis(6, 0))).not.toContain("+failover");
    expect(rules(redis(6, 2))).toContain("+failover");
    expect(rules(redis(6, 2))).not.toContain("+acl|dryrun");
    expect(rules(redis(7, 0))).toContain("+acl|dryrun");
    expect(rules(redis(7, 0)).some((rule) => /restore|cluster|^[~&]/.test(rule))).toBe(false);
  });

  test("may have a heartbeat of another prefix", () => {
    const options = { version: redis(7, 0), parts: ["heartbeat"], heartbeatPrefix: "hb" } as const;
    expect(makeAcl("poller", named, options).command).toMatch(/ \+get ~hb:\*$/);
  });

  test("R16: what changes anything is in no rule of the poller's, and no rule takes in more than one command", () => {
    const changing = rights.filter(
      ({ party, safe, part }) => party === "operator" && !safe && part !== "sentinels",
    );
    const polled = new Set(rights.filter(({ party }) => party === "poller").map(({ rule }) => rule));
    expect(changing.filter(({ rule }) => polled.has(rule))).toEqual([]);
    expect(
      rights.filter(({ rule }) => /@|^\+(config|client|acl|sentinel|cluster|debug|function)$/.test(rule)),
    ).toEqual([]);
    expect(rights.filter(({ party, rule }) => party === "backup" && rule.includes("config"))).toEqual([]);
  });
});

describe("what ACL GETUSER says", () => {
  const of = (commands: string, more: Partial<Granted> = {}): Granted => ({
    commands: commands.split(" "),
    keys: [],
    channels: [],
    ...more,
  });
  const admin = new Set(["@admin", "@dangerous"]);

  test.each([
    ["-@all +info", "info", "may"],
    ["-@all +info", "time", "may-not"],
    ["+@all -config", "config|get", "may-not"],
    ["+@all -config +config|get", "config|get", "may"],
    ["-@all +config|get", "config|set", "may-not"],
    ["-@all +@admin", "replicaof", "may"],
    ["+@all -@dangerous", "replicaof", "may-not"],
    ["+@all -@dangerous +replicaof", "replicaof", "may"],
    ["-@all +@read", "replicaof", "may-not"],
  ] as const)("%s: %s %s", (commands, right, answer) => {
    expect(mayRun(of(commands), right, admin)).toBe(answer);
  });

  test("is not guessed where nobody says which categories a command is in", () => {
    expect(mayRun(of("-@all +@admin"), "replicaof", null)).toBe("unknown");
    expect(mayRun(of("+@all -@admin +replicaof"), "replicaof", null)).toBe("may");
  });

  test("reads lists of before 7.0 and text from then on, and leaves selectors alone", () => {
    const before = ["flags", ["on"], "passwords", [], "commands", "-@all +get", "keys", ["a:*"]];
    expect(readGranted(before)).toEqual({ commands: ["-@all", "+get"], keys: ["a:*"], channels: null });
    const since = ["commands", "-@all", "keys", "~a:* ~b", "channels", "&c", "selectors", []];
    expect(readGranted(since)).toEqual({ commands: ["-@all"], keys: ["a:*", "b"], channels: ["c"] });
    expect(readGranted([...since.slice(0, -1), [["commands", "+get"]]])).toBeNull();
    for (const none of [null, "x", [], ["commands", 1]]) expect(readGranted(none)).toBeNull();
  });

  test.each([
    [["*"], "hb:*", "may"],
    [["hb:*"], "hb:*", "may"],
    [["h*"], "hb:*", "may"],
    [["hb:x*"], "hb:*", "may-not"],
    [["other:*"], "hb:*", "may-not"],
    [[], "hb:*", "may-not"],
    [["h?:*"], "hb:*", "unknown"],
    [["hb:*"], "*", "may-not"],
    [null, "hb:*", "unknown"],
  ] as const)("patterns %j and %s: %s", (patterns, wanted, answer) => {
    expect(isCovered(patterns, wanted)).toBe(answer);
  });
});

describe("what is missing", () => {
  const missing = {
    instance: "a:1",
    sentinel: null,
    as: "operator",
    user: "tm-op",
    rule: "+replicaof",
    command: "REPLICAOF",
  } as const;

  test("is a sentence for each user, with the line that cures it", () => {
    expect(missingText([missing, { ...missing, rule: "+config|set", command: "CONFIG SET" }])).toEqual([
      "The operator's user tm-op may not run REPLICAOF and CONFIG SET: ACL SETUSER tm-op +replicaof +config|set",
    ]);
    expect(
      missingText([missing, { ...missing, as: "backup", user: "tm-b", rule: "+psync", command: "PSYNC" }]),
    ).toHaveLength(2);
    expect(missingText([missing, { ...missing, as: "poller" }])).toEqual([
      "The operator's and poller's user tm-op may not run REPLICAOF: ACL SETUSER tm-op +replicaof",
    ]);
    expect(grant(null, ["+info"])).toBe("ACL SETUSER <user> +info");
  });

  test("is found by the words of a step, for whoever sends them", () => {
    expect(ruleFor(["CONFIG", "SET", "a", "b"], senderOf("guard-save"), "instance")).toBe("+config|set");
    expect(ruleFor(["REPLICAOF", "NO", "ONE"], senderOf("replicaof-no-one"), "instance")).toBe("+replicaof");
    expect(ruleFor(["BGSAVE"], senderOf("bgsave"), "instance")).toBe("+bgsave");
    expect(ruleFor(["BGSAVE"], "operator", "instance")).toBeNull();
    expect(ruleFor(["SENTINEL", "FAILOVER", "orders"], "operator", "sentinel")).toBe("+sentinel|failover");
  });
});
