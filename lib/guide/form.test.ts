import { describe, expect, test } from "vitest";
import { withReplicas, withSentinels } from "./adjust";
import { type GuideField, readForm } from "./form";
import { formWith } from "./guide.fixture";

/** What is wrong with one field, or null. */
const problem = (field: GuideField, value: string): string | null => {
  const read = readForm(formWith({ [field]: value }));
  return read.ok ? null : (read.error[field] ?? `elsewhere: ${JSON.stringify(read.error)}`);
};

describe("a form", () => {
  test("is read into facts, a list by lines or commas, and a quorum of more than half", () => {
    const read = readForm(formWith({ replicas: "10.0.0.2:6379, [::1]:6380 follows 10.0.0.2:6379" }));
    expect(read.ok && read.value).toMatchObject({
      version: { product: "redis", major: 7, minor: 0 },
      primary: { host: "10.0.0.1", port: 6379 },
      replicas: [
        { address: { host: "10.0.0.2" }, follows: { host: "10.0.0.1" } },
        { address: { host: "::1", port: 6380 }, follows: { host: "10.0.0.2" } },
      ],
      writeBytesPerSecond: 1_048_576,
      outageSeconds: 300,
      sentinel: { quorum: 2 },
    });
  });

  test.each<[GuideField, string, RegExp]>([
    ["primary", "10.0.0.1", /host:port/],
    ["primary", "10.0.0.1:6379\nrequirepass x", /./],
    ["replicas", "", /at least one replica/],
    ["replicas", "10.0.0.1:6379", /10\.0\.0\.1:6379 stands there twice/],
    ["replicas", "a:1 follows b:2", /b:2 is followed, and is none of these servers/],
    ["replicas", "a:1 follows b:2, b:2 follows a:1", /are a ring/],
    ["replicas", "a:1 b:2", /is no replica/],
    ["version", "redis 5.0", /Redis 6\.0 or later/],
    ["version", "7.0", /redis 7\.0, valkey 8\.1/],
    ["rate", "0B", /more than nothing/],
    ["rate", "fast", /512KiB/],
    ["outage", "5", /whole number and a unit/],
    ["outage", "30d", /1s to 7d/],
    ["data", "20GB", /./],
    ["tls", "maybe", /allowed: no, yes/],
    ["sentinels", "10.0.0.1:26379, 10.0.0.1:26379", /twice/],
    ["quorum", "4", /1 to 3/],
    ["quorum", "0", /1 to 3/],
    ["min-replicas", "-1", /0 to 99/],
    ["config-dir", '/etc/redis"\nuser x', /absolute folder/],
    ["config-dir", "etc", /absolute folder/],
    ["name", "orders\nuser evil", /letters, digits/],
    ["name", "", /letters, digits/],
  ])("%s %j is refused in words, since a server reads what is made of it", (field, value, words) => {
    expect(problem(field, value)).toMatch(words);
  });

  test.each<[GuideField, string]>([
    ["rate", ""],
    ["rate", "512KiB/s"],
    ["data", ""],
    ["sentinels", ""],
    ["quorum", "3"],
    ["version", "Valkey 9.1"],
    ["primary", "cache-1.example:6379"],
  ])("%s %j is taken", (field, value) => {
    expect(problem(field, value)).toBeNull();
  });

  test("of other sizes takes the hosts there are, and names for those there are not", () => {
    const form = formWith({ replicas: "10.0.0.2:6379" });
    expect(withSentinels(form, 3).sentinels).toBe("10.0.0.1:26379\n10.0.0.2:26379\n10.0.0.1:26380");
    expect(withSentinels(form, 0).sentinels).toBe("");
    expect(withReplicas(form, 3).replicas).toBe("10.0.0.2:6379\nreplica-2:6379\nreplica-3:6379");
    expect(withReplicas(formWith(), 1).replicas).toBe("10.0.0.2:6379");
  });
});
