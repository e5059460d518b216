import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { usualAllow } from "./redis/network";
import { loadSettings, SettingsError, type SettingsSources } from "./settings";
import { keys, variableOf } from "./settings/keys";

let cwd = "";
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "tidemark-settings-"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

function load(yaml: string | null, more: Partial<SettingsSources> = {}) {
  if (yaml !== null) writeFileSync(join(cwd, "tidemark.yaml"), yaml);
  return loadSettings({ env: {}, cwd, ...more });
}

/** The lines that refuse the start, with the folder's name taken off. */
function refusal(yaml: string | null, more: Partial<SettingsSources> = {}): string {
  try {
    load(yaml, more);
  } catch (error) {
    if (error instanceof SettingsError) return error.lines.join("\n").replaceAll(`${cwd}/`, "");
    throw error;
  }
  throw new Error("the settings were accepted");
}

test("Without a file the defaults are those of the documentation", () => {
  expect(load(null)).toEqual({
    file: null,
    listen: { host: "127.0.0.1", port: 7700 },
    publicUrl: null,
    tls: null,
    dataDir: join(homedir(), ".local/share/tidemark"),
    secretKey: { text: null, file: null },
    logLevel: "info",
    poll: { intervalMs: 1_000, timeoutMs: 800, discover: true },
    networks: { allow: usualAllow },
    history: {
      keep: [
        { stepMs: 1_000, keepMs: 3_600_000 },
        { stepMs: 10_000, keepMs: 86_400_000 },
        { stepMs: 60_000, keepMs: 2_592_000_000 },
      ],
    },
    lag: { warnSeconds: 2, criticalSeconds: 30, warnBytes: 1_048_576 },
    actions: { enabled: true, failoverTimeoutMs: 5_000 },
    heartbeat: null,
    backups: {
      target: { kind: "folder" },
      s3: { endpoint: null, region: null, pathStyle: false },
      keep: { last: 7, days: 30 },
      schedule: null,
      maxAgeMs: 93_600_000,
      drill: { schedule: null, maxAgeMs: 3_024_000_000, serverPath: null },
      recheck: { schedule: null },
    },
    insecureHttp: false,
    access: {
      tokens: [],
      session: { idleMs: 43_200_000, longestMs: 604_800_000 },
      forwardedFrom: [],
      oidc: null,
      proxy: null,
    },
    groups: [],
  });
});

test("The whole documented file is read", () => {
  const settings = load(
    `
listen: "[::1]:7800"
public-url: https://tidemark.example/ops/
tls: { cert: tls/own.crt, key: /run/secrets/own.key }
data-dir: ./data
log-level: debug
poll: { interval: 250ms, timeout: 200ms, discover: false }
networks: { allow: [10.1.0.0/16, "fd00::/8", 192.0.2.7] }
history:
  keep: { 1s: 30m, 1m: 7d }
lag: { warn: 500ms, critical: 1m, warn-bytes: 64KiB }
actions: { enabled: false, failover-timeout: 2s }
backups:
  target: file
  keep: { last: 3, days: 10 }
  schedule: "0 3 * * *"
  max-age: 2d
  drill: { schedule: "0 4 * * SUN", max-age: 8d, server: /opt/redis-server }
  recheck: { schedule: "30 5 1 * *" }
access:
  insecure-http: true
  tokens:
    - { name: prometheus, role: viewer, token: "\${SCRAPE}" }
    - { name: ci, role: operator, groups: [My Orders], token: 0123456789abcdef0123 }
  session: { idle: 1h, longest: 1d }
  forwarded-from: [127.0.0.1, 10.0.0.0/8]
groups:
  - name: orders
    seeds: ["redis://10.0.0.1:6379", "unix:/run/redis.sock"]
    username: tidemark
    password: \${ORDERS_PASSWORD}
    operator: { username: op, password: "\${OP}" }
    backup: { username: bk, password: "\${OP}" }
    tls: { ca: /etc/ca.pem, cert: null, key: null, server-name: redis.internal }
    sentinels: ["10.0.0.5:26379", "[fd00::5]:26379"]
    sentinel: { password: other }
    addresses: { "172.18.0.3:6379": "10.0.0.3:6379" }
`,
    { env: { ORDERS_PASSWORD: "p:#{}", OP: "o", SCRAPE: "fedcba98765432100123" } },
  );
  expect(settings).toMatchObject({
    listen: { host: "::1", port: 7800 },
    publicUrl: "https://tidemark.example/ops",
    tls: { cert: join(cwd, "tls/own.crt"), key: "/run/secrets/own.key" },
    dataDir: join(cwd, "data"),
    insecureHttp: true,
    access: {
      tokens: [
        { name: "prometheus", grants: { all: "viewer", groups: {} }, token: "fedcba98765432100123" },
        {
          name: "ci",
          grants: { all: null, groups: { "my-orders": "operator" } },
          token: "0123456789abcdef0123",
        },
      ],
      session: { idleMs: 3_600_000, longestMs: 86_400_000 },
      forwardedFrom: [
        { family: "ipv4", address: "127.0.0.1", prefix: 32 },
        { family: "ipv4", address: "10.0.0.0", prefix: 8 },
      ],
    },
    poll: { intervalMs: 250, timeoutMs: 200, discover: false },
    networks: {
      allow: [
        { family: "ipv4", address: "10.1.0.0", prefix: 16 },
        { family: "ipv6", address: "fd00::", prefix: 8 },
        { family: "ipv4", address: "192.0.2.7", prefix: 32 },
      ],
    },
    history: {
      keep: [
        { stepMs: 1_000, keepMs: 1_800_000 },
        { stepMs: 60_000, keepMs: 604_800_000 },
      ],
    },
    lag: { warnSeconds: 0.5, criticalSeconds: 60, warnBytes: 65_536 },
    actions: { enabled: false, failoverTimeoutMs: 2_000 },
    backups: {
      keep: { last: 3, days: 10 },
      schedule: "0 3 * * *",
      maxAgeMs: 172_800_000,
      drill: { schedule: "0 4 * * SUN", maxAgeMs: 691_200_000, serverPath: "/opt/redis-server" },
      recheck: { schedule: "30 5 1 * *" },
    },
    groups: [
      {
        name: "orders",
        username: "tidemark",
        password: "p:#{}",
        operator: { username: "op", password: "o" },
        backup: { username: "bk", password: "o" },
        tls: { ca: "/etc/ca.pem", cert: null, key: null, "server-name": "redis.internal" },
        sentinels: ["10.0.0.5:26379", "[fd00::5]:26379"],
        sentinel: { username: null, password: "other" },
        addresses: { "172.18.0.3:6379": "10.0.0.3:6379" },
      },
    ],
  });
});

test.each([
  ["s3://tidemark-backups", { bucket: "tidemark-backups", prefix: "" }],
  ["s3://backups/redis/eu/", { bucket: "backups", prefix: "redis/eu" }],
])("Backups go to %s", (target, place) => {
  const s3 = "{ endpoint: 'http://minio:9000/', region: eu-west-1, path-style: true }";
  expect(load(`backups: { target: "${target}", s3: ${s3} }`).backups).toMatchObject({
    target: { kind: "s3", ...place },
    s3: { endpoint: "http://minio:9000", region: "eu-west-1", pathStyle: true },
  });
});

test("A flag beats the environment, which beats the file, which beats the default", () => {
  const file = "listen: 127.0.0.1:1001\npoll: { interval: 2s }";
  const env = { TIDEMARK_LISTEN: "127.0.0.2:1002", TIDEMARK_POLL_TIMEOUT: "100ms" };
  expect(load(file).listen.port).toBe(1001);
  expect(load(file, { env }).listen).toEqual({ host: "127.0.0.2", port: 1002 });
  const flagged = load(file, { env, flags: { port: "1003" } });
  expect(flagged.listen).toEqual({ host: "127.0.0.2", port: 1003 });
  expect(flagged.poll).toEqual({ intervalMs: 2_000, timeoutMs: 100, discover: true });
});

test("The heartbeat is off until it is switched on, and then has defaults of its own", () => {
  expect(load("heartbeat: { interval: 500ms }").heartbeat).toBeNull();
  expect(load("heartbeat: { enabled: true }").heartbeat).toEqual({
    prefix: "tidemark:heartbeat",
    intervalMs: 1_000,
    ttlMs: 30_000,
  });
  const env = { TIDEMARK_HEARTBEAT_ENABLED: "true", TIDEMARK_HEARTBEAT_PREFIX: "ops:tm" };
  expect(load("heartbeat: { interval: 250ms, ttl: 1s }", { env }).heartbeat).toEqual({
    prefix: "ops:tm",
    intervalMs: 250,
    ttlMs: 1_000,
  });
});

test("A file left with empty headings reads as defaults", () => {
  expect(load("poll:\n#  interval: 2s\nlag:\n").poll.intervalMs).toBe(1_000);
});

test("Addresses on the command line become groups named after them, without their passwords", () => {
  const { groups } = load(null, { seeds: ["redis://user:secret@10.0.0.1:6379", "unix:/run/redis.sock"] });
  expect(groups.map((group) => group.name)).toEqual(["10.0.0.1-6379", "unix-run-redis.sock"]);
});

describe("A start is refused with file, line, key and what is allowed:", () => {
  test.each([
    [
      "an unknown key",
      "poll:\n  intervall: 1s",
      "tidemark.yaml:2: poll.intervall: no such key; allowed: interval, timeout, discover",
    ],
    ["an unknown key at the top", "a: 1", "tidemark.yaml:1: a: no such key; allowed: listen, public-url"],
    [
      "a duration out of bounds",
      "poll:\n  interval: 50ms",
      'tidemark.yaml:2: poll.interval: "50ms" is not possible; allowed: a duration from 100ms to 1m',
    ],
    [
      "a duration without a unit",
      "poll: { timeout: 800 }",
      'tidemark.yaml:1: poll.timeout: "800" is not possible; allowed: a duration',
    ],
    [
      "a size in powers of ten",
      "lag: { warn-bytes: 1MB }",
      'lag.warn-bytes: "1MB" is not possible; allowed: a size',
    ],
    [
      "a port that is none",
      "listen: 127.0.0.1:70000",
      'listen: "127.0.0.1:70000" is not possible; allowed: host:port',
    ],
    ["a public URL with a query", "public-url: https://x.example/tidemark?a=1", "public-url"],
    ["a public URL with a login", "public-url: https://a:b@x.example", "public-url"],
    ["a public path that would need escaping", "public-url: https://x.example/tide%20mark", "public-url"],
    ["a public path with an empty part", "public-url: https://x.example//tidemark", "public-url"],
    ["a public path with a hidden part", "public-url: https://x.example/.tidemark", "public-url"],
    [
      "a certificate without its key",
      "tls: { cert: a.crt }",
      'tidemark.yaml:1: tls.cert: "a.crt" is not possible; tls.cert and tls.key go together',
    ],
    ["a key without its certificate", "tls: { key: a.key }", "tls.key: "],
    [
      "a certificate under a public URL of http",
      "tls: { cert: a.crt, key: a.key }\npublic-url: http://x.example",
      'public-url: "http://x.example" is not possible; with tls.cert it begins with https://',
    ],
    ["a public URL that is no web address", "public-url: ftp://x.example", "public-url"],
    [
      "a word that is none of the list",
      "log-level: loud",
      "allowed: trace, debug, info, warn, error, silent",
    ],
    ["a flag that is neither true nor false", "actions: { enabled: maybe }", "allowed: true or false"],
    ["tiers that do not nest", "history: { keep: { 2s: 1h, 5s: 1d } }", "whole multiple"],
    ["a coarser tier kept for less time", "history: { keep: { 1s: 1d, 10s: 1h } }", "kept at least as long"],
    ["no tier at all", "history: { keep: {} }", "history.keep"],
    ["a group without seeds", "groups:\n  - name: a\n    seeds: []", "groups[0].seeds: at least one address"],
    ["a group without a name", "groups:\n  - seeds: [h]", "groups[0].name"],
    [
      "two groups of one name",
      "groups:\n  - { name: a, seeds: [h] }\n  - { name: A, seeds: [i] }",
      "tidemark.yaml:3: groups[1].name",
    ],
    [
      "a seed that is no address",
      "groups:\n  - name: a\n    seeds:\n      - http://h",
      "tidemark.yaml:4: groups[0].seeds[0]: A seed is",
    ],
    [
      "an API token that could be guessed",
      "access: { tokens: [{ name: ci, role: viewer, token: short }] }",
      "access.tokens[0].token: allowed: 20 to 512 signs",
    ],
    [
      "an API token with a role there is not",
      "access: { tokens: [{ name: ci, role: root, token: 0123456789abcdef0123 }] }",
      "access.tokens[0].role: ",
    ],
    [
      "two API tokens of one name",
      "access: { tokens: [{ name: ci, role: viewer, token: 0123456789abcdef0123 }, { name: ci, role: viewer, token: 0123456789abcdef0124 }] }",
      "access.tokens[1].name: another token has this name",
    ],
    [
      "a schedule of six fields",
      'backups:\n  schedule: "0 0 3 * * *"',
      'tidemark.yaml:2: backups.schedule: "0 0 3 * * *" is not possible; allowed: null, or five fields in UTC, minute hour day month weekday',
    ],
    [
      "a schedule that never comes",
      'backups: { drill: { schedule: "0 3 31 2 *" } }',
      'backups.drill.schedule: "0 3 31 2 *" is not possible; this never comes; allowed: null, or five fields',
    ],
    [
      "a bucket that can be none",
      "backups: { target: s3://b/p }",
      'backups.target: "s3://b/p" is not possible; allowed: file, or s3://bucket/prefix',
    ],
    ["a prefix that leads out", "backups: { target: s3://bucket/../p }", "backups.target"],
    [
      "a login in the store's address",
      "backups: { s3: { endpoint: https://a:b@minio:9000 } }",
      "backups.s3.endpoint",
    ],
    [
      "a Sentinel without its port",
      "groups: [{ name: a, seeds: [h], sentinels: [s] }]",
      'groups[0].sentinels[0]: "s" is not possible; allowed: host:port, IPv6 in brackets',
    ],
    [
      "a network that is none",
      "networks:\n  allow: [10.0.0.0/8, 10.0.0.0/33]",
      'tidemark.yaml:2: networks.allow[1]: "10.0.0.0/33" is not possible; allowed: a network or an address such as 10.0.0.0/8',
    ],
    [
      "an IPv4 network written as IPv6, which would never count",
      'networks: { allow: ["::ffff:10.0.0.0/104"] }',
      "judged as that one: name it as IPv4",
    ],
    [
      "a missing variable",
      `a:\nlog-level: \${LEVEL}`,
      "tidemark.yaml:2: log-level: the environment variable LEVEL is not set",
    ],
    [
      "a heartbeat that would expire with one write left out",
      "heartbeat:\n  interval: 5s\n  ttl: 10s",
      'tidemark.yaml:3: heartbeat.ttl: "10s" is not possible; allowed: more than twice heartbeat.interval, which is 5s',
    ],
    [
      "a heartbeat whose prefix is a pattern",
      'heartbeat: { prefix: "*" }',
      'heartbeat.prefix: "*" is not possible; allowed: 1 to 100 letters, digits and : . _ -',
    ],
    [
      "a heartbeat where nothing may ever be written",
      "actions: { enabled: false }\nheartbeat: { enabled: true }",
      'tidemark.yaml:2: heartbeat.enabled: "true" is not possible; a heartbeat is a write, and actions.enabled is false',
    ],
    ["a file that is no YAML", "a: [1\nb: 2", "not YAML"],
    ["a key given twice", "listen: a:1\nlisten: b:1", "tidemark.yaml:2: not YAML (duplicate key)"],
    ["a file that is a list", "- 1", "the file must be a map of settings"],
  ])("%s", (_, yaml, expected) => {
    expect(refusal(yaml)).toContain(expected);
  });

  test("a file that is not there", () => {
    expect(refusal(null, { flags: { config: "none.yaml" } })).toContain("none.yaml: cannot be read");
  });

  test("every one of them at once, not only the first", () => {
    expect(refusal("a: 1\nb: 2\nlog-level: x").split("\n")).toHaveLength(3);
  });

  test("a misspelt variable", () => {
    expect(refusal(null, { env: { TIDEMARK_POLL_INTERVALL: "1s" } })).toContain(
      "TIDEMARK_POLL_INTERVALL: no such setting",
    );
  });

  test.each(keys.map(({ path }) => ({ name: variableOf(path), key: path.join(".") })))(
    "a bad value in $name",
    ({ name, key }) => {
      const line = refusal(null, { env: { [name]: "\u0000 {" } });
      expect(line).toContain(`${name}: ${key}`);
    },
  );
});

test("Variables that are no settings, such as the path of a server program, are let be", () => {
  expect(load(null, { env: { TIDEMARK_REDIS_SERVER: "/x", TIDEMARK_TEST: "1" } }).file).toBeNull();
});

test("R10: the key of stored secrets comes from the environment or a file, and never stands in the settings", () => {
  const key = "0f".repeat(32);
  const from = load("secret-key-file: keys/tidemark.key", { env: { TIDEMARK_SECRET_KEY: key } });
  expect(from.secretKey).toEqual({ text: key, file: join(cwd, "keys/tidemark.key") });
  expect(load("", { env: { TIDEMARK_SECRET_KEY_FILE: "/run/key" } }).secretKey.file).toBe("/run/key");
  for (const wrong of ["", "short", `${key}0`])
    expect(refusal(null, { env: { TIDEMARK_SECRET_KEY: wrong } })).toBe(
      "TIDEMARK_SECRET_KEY: allowed: 64 hex digits, or the base64 of 32 bytes (openssl rand -hex 32 makes one)",
    );
  expect(refusal(`secret-key: ${key}`)).toMatch(/^tidemark.yaml:1: secret-key: no such key/);
});

test("Lists and maps in the environment are YAML", () => {
  const env = { TIDEMARK_HISTORY_KEEP: "{ 1s: 1h }", TIDEMARK_GROUPS: "[{ name: a, seeds: [h] }]" };
  const settings = load(null, { env });
  expect(settings.history.keep).toEqual([{ stepMs: 1_000, keepMs: 3_600_000 }]);
  expect(settings.groups.map((group) => group.name)).toEqual(["a"]);
});

test("No refusal repeats a password, wherever it stands", () => {
  const canary = "s3cr3t-canary";
  const lines = [
    refusal(`groups:\n  - name: a\n    seeds: ["redis://:${canary}@h:1:1"]`),
    refusal(`groups:\n  - name: a\n    seeds: [h]\n    password: { x: ${canary} }`),
    refusal(`groups:\n  - name: a\n    seeds: [h]\n    pasword: ${canary}`),
    refusal(`log-level: \${LEVEL}`, { env: { LEVEL: canary } }),
    refusal(`groups:\n  - password: "${canary}`),
    refusal(null, { env: { TIDEMARK_GROUPS: `[{ name: a, seeds: ["redis://:${canary}@h:x"] }]` } }),
    refusal(null, { env: { TIDEMARK_GROUPS: `[{ password: ${canary}` } }),
  ];
  for (const line of lines) expect(line).not.toContain(canary);
});
