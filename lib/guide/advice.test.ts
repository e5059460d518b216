import { describe, expect, test } from "vitest";
import { shared } from "./compact";
import { differencesOf } from "./differences";
import type { GuideForm } from "./form";
import { defaults, factsWith } from "./guide.fixture";
import { remarkRows, remarksOf } from "./remarks";
import { backlogOf, bufferOf } from "./sizing";

const MiB = 1024 * 1024;

describe("sizes", () => {
  test.each<[string, Partial<GuideForm>, number]>([
    ["rate × outage × 1.5", { rate: "1MiB", outage: "60s" }, 90 * MiB],
    ["in whole MiB, upwards", { rate: "10KiB", outage: "5m" }, 5 * MiB],
    ["at least what the server has by itself", { rate: "1KiB", outage: "10s" }, MiB],
    ["which is more in Valkey 8", { rate: "1KiB", outage: "10s", version: "valkey 8.1" }, 10 * MiB],
    ["and that where the rate is not known", { rate: "" }, MiB],
  ])("a backlog is %s", (_, said, bytes) => {
    expect(backlogOf(factsWith(said)).bytes).toBe(bytes);
  });

  test.each<[string, Partial<GuideForm>, number, number]>([
    ["holds what is written during a copy", { rate: "4MiB", data: "16GiB", outage: "10s" }, 3102, 768],
    ["is at least the default", { rate: "1KiB", data: "1GiB" }, 256, 60],
    ["is at least the backlog", { rate: "2MiB", data: "1GiB", outage: "10m" }, 1800, 60],
    ["is the default where the data set's size is not known", { data: "", outage: "10s" }, 256, 60],
  ])("what may wait for a replica %s", (_, said, hardMebibytes, softSeconds) => {
    const { hardBytes, softSeconds: seconds } = bufferOf(factsWith(said));
    expect([hardBytes / MiB, seconds]).toEqual([hardMebibytes, softSeconds]);
  });
});

describe("what falls short", () => {
  const differences = (said: Partial<GuideForm>, over: Readonly<Record<string, string>> = {}) =>
    differencesOf(factsWith(said), defaults(over));
  const small = { rate: "1KiB", outage: "10s", data: "1MiB" };

  test("is said with what there is, what is advised and the command for it, once for all that have it", () => {
    const found = differences({ rate: "1MiB", outage: "1m", data: "1MiB" });
    expect(shared(found)).toMatchObject([
      {
        setting: "repl-backlog-size",
        instances: ["10.0.0.1:6379", "10.0.0.2:6379"],
        now: "1.00\u00a0MiB",
        advised: "90.0\u00a0MiB",
        command: "CONFIG SET repl-backlog-size 90mb",
      },
    ]);
  });

  test("of a buffer limit is said in the same words on both sides", () => {
    const [limit] = differences(
      { ...small, rate: "4MiB", data: "16GiB" },
      { "repl-backlog-size": "1073741824" },
    );
    expect(limit).toMatchObject({
      now: "256\u00a0MiB, 64.0\u00a0MiB for 60 s",
      advised: "3.03\u00a0GiB, 776\u00a0MiB for 768 s",
      command: 'CONFIG SET client-output-buffer-limit "replica 3102mb 776mb 768"',
    });
  });

  test("is nothing where there is more than is advised, or all of it", () => {
    expect(differences(small)).toEqual([]);
    expect(differences(small, { "repl-backlog-size": "1073741824", "repl-diskless-load": "swapdb" })).toEqual(
      [],
    );
    const unlimited = { "client-output-buffer-limit": "normal 0 0 0 slave 0 0 0 pubsub 0 0 0" };
    expect(
      differences(
        { ...small, rate: "100MiB", data: "1TiB" },
        { ...unlimited, "repl-backlog-size": "1073741824000" },
      ),
    ).toEqual([]);
  });

  test.each<[string, Partial<GuideForm>, Readonly<Record<string, string>>]>([
    ["repl-backlog-size", {}, { "repl-backlog-size": "16384" }],
    ["repl-backlog-ttl", { outage: "1h" }, { "repl-backlog-size": "99999999999" }],
    ["client-output-buffer-limit", {}, { "client-output-buffer-limit": "normal 0 0 0 slave 1048576 0 0" }],
    [
      "client-output-buffer-limit",
      {},
      { "client-output-buffer-limit": "normal 0 0 0 slave 536870912 1048576 60" },
    ],
    ["repl-diskless-sync", {}, { "repl-diskless-sync": "no" }],
    ["repl-diskless-sync-delay", {}, { "repl-diskless-sync-delay": "0" }],
    ["repl-diskless-load", {}, { "repl-diskless-load": "flush-before-load" }],
    ["replica-read-only", {}, { "replica-read-only": "no" }],
    ["min-replicas-to-write", { "min-replicas": "1" }, {}],
    [
      "min-replicas-max-lag",
      { "min-replicas": "1" },
      { "min-replicas-to-write": "1", "min-replicas-max-lag": "60" },
    ],
    ["tls-replication", { tls: "yes" }, {}],
    ["appendonly", {}, { appendonly: "no" }],
    ["save", {}, { save: "" }],
    ["replica-ignore-disk-write-errors", {}, { "replica-ignore-disk-write-errors": "no" }],
  ])("%s falls short where it does, and nothing else with it", (setting, said, over) => {
    const found = new Set(differences({ ...small, ...said }, over).map((one) => one.setting));
    expect([...found]).toEqual([setting]);
  });

  test("is not guessed of an instance that tells no settings, or lacks one", () => {
    expect(differencesOf(factsWith(), [{ instance: "a:1", role: null, values: null }])).toEqual([]);
    expect(differencesOf(factsWith(), [{ instance: "a:1", role: "replica", values: {} }])).toEqual([]);
  });
});

const firing: Readonly<Record<string, Partial<GuideForm>>> = {
  "sentinel-names-6.0": { version: "redis 6.0", primary: "cache-1.example:6379" },
  "sentinel-few": { sentinels: "10.0.0.1:26379, 10.0.0.2:26379" },
  "sentinel-one-host": { sentinels: "10.0.0.1:26379, 10.0.0.1:26380, 10.0.0.3:26379" },
  "sentinel-loses-writes": {},
  "min-replicas-too-many": { "min-replicas": "2" },
  "nothing-kept": { persistence: "none" },
  "one-host": { replicas: "10.0.0.1:6380" },
  "rate-unknown": { rate: "" },
  "data-unknown": { data: "" },
  "copy-longer-than-outage": { data: "100GiB" },
  "backlog-larger-than-data": { data: "100MiB" },
  "one-password": { auth: "password" },
  "no-tls": {},
};
const quiet: Partial<GuideForm> = { tls: "yes", "min-replicas": "1" };

describe("remarks", () => {
  test.each(remarkRows.map(({ id }) => id))("%s is made where it is due, and not elsewhere", (id) => {
    expect(remarksOf(factsWith(firing[id] ?? {})).map((one) => one.id)).toContain(id);
    expect(firing[id]).toBeDefined();
  });

  test("there are none of a set-up that lacks nothing", () => {
    expect(remarksOf(factsWith(quiet))).toEqual([]);
  });
});
