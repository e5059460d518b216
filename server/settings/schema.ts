import { z } from "zod";
import { parseDuration } from "@/lib/duration";
import { parseAddress } from "@/lib/info/address";
import { err, ok } from "@/lib/result";
import { cronAllowed, parseCron } from "@/server/backup/keep/cron";
import { slug } from "@/server/poller/slug";
import { parseNetwork, usualAllow } from "@/server/redis/network";
import { parseSeed } from "@/server/redis/seed";
import { oidcSection, proxies, proxySection } from "./access-section";
import { accessTokens } from "./access-tokens";
import { backupTarget, s3Section } from "./backup-target";
import { heartbeatNeedsActions, heartbeatSection } from "./heartbeat";
import { duration, flag, parsed, parsedOrNull, section, size, text, textOrNull, whole, word } from "./leaves";
import { parseListen } from "./listen";
import { parsePublicUrl } from "./public-url";
import { tlsProblem, tlsSection } from "./tls";

const secondMs = 1000;
const dayMs = 86_400_000;

/** A cron expression, kept as it is written: whoever follows it reads it again. */
const schedule = () =>
  parsedOrNull(cronAllowed, (raw) => {
    const read = parseCron(raw);
    return read.ok ? ok(read.value.expression) : read;
  }).default(null);

const seed = parsed("an address", (raw) => {
  const read = parseSeed(raw);
  return read.ok ? ok(raw) : err(read.error.detail);
});

const network = parsed("a network or an address such as 10.0.0.0/8, fd00::/8 or 192.0.2.7", parseNetwork);

const sentinel = parsed("host:port, IPv6 in brackets", (raw) => (parseAddress(raw).ok ? ok(raw) : err("")));

const group = section({
  name: text("a name"),
  seeds: z.array(seed, { error: "allowed: a list of addresses" }).min(1, { error: "at least one address" }),
  username: textOrNull().default(null),
  password: textOrNull().default(null),
  operator: section({ username: textOrNull().default(null), password: textOrNull().default(null) }),
  backup: section({ username: textOrNull().default(null), password: textOrNull().default(null) }),
  tls: section({
    ca: textOrNull("a file, or null").default(null),
    cert: textOrNull("a file, or null").default(null),
    key: textOrNull("a file, or null").default(null),
    "server-name": textOrNull("a host name, or null").default(null),
  }),
  sentinels: z.array(sentinel, { error: "allowed: a list of addresses, host:port" }).default([]),
  sentinel: section({ username: textOrNull().default(null), password: textOrNull().default(null) }),
  addresses: z
    .record(z.string(), text("host:port"), { error: "allowed: a map, announced: reachable" })
    .default({}),
});

const keep = z
  .record(
    z.string().refine((key) => parseDuration(key).ok, { error: "allowed: a duration as the key" }),
    duration(secondMs, 3650 * dayMs),
    { error: "allowed: a map, resolution: how long" },
  )
  .transform((map, context) => {
    const tiers = Object.entries(map)
      .map(([key, keepMs]) => {
        const step = parseDuration(key);
        return { stepMs: step.ok ? step.value : 0, keepMs };
      })
      .sort((a, b) => a.stepMs - b.stepMs);
    const nests = tiers.every((tier, i) => {
      const finer = tiers[i - 1];
      return (
        tier.stepMs > 0 &&
        tier.keepMs >= tier.stepMs &&
        (finer === undefined || (tier.stepMs % finer.stepMs === 0 && tier.keepMs >= finer.keepMs))
      );
    });
    const [finest, ...coarser] = tiers;
    if (finest !== undefined && nests) return [finest, ...coarser] as const;
    context.addIssue({
      code: "custom",
      message:
        "allowed: resolutions where each is a whole multiple of the one before and is kept at least as long",
    });
    return z.NEVER;
  });

/** The file's shape, key by key; `contract` of the settings in the docs is this table in words. */
export const settingsSchema = section({
  listen: parsed("host:port, IPv6 in brackets: 127.0.0.1:7700, [::1]:7700", parseListen).prefault(
    "127.0.0.1:7700",
  ),
  "public-url": parsedOrNull(
    "null, or the URL in the browser's address bar; a path of letters, digits, - _ and . is allowed: https://ops.example/tidemark",
    parsePublicUrl,
  ).default(null),
  tls: tlsSection,
  "data-dir": parsed("a folder", (raw) => (/^[^\0]+$/.test(raw) ? ok(raw) : err(""))).prefault(
    "~/.local/share/tidemark",
  ),
  "secret-key-file": parsedOrNull("null, or a file", (raw) =>
    /^[^\0]+$/.test(raw) ? ok(raw) : err(""),
  ).default(null),
  "log-level": word(["trace", "debug", "info", "warn", "error", "silent"]).prefault("info"),
  poll: section({
    interval: duration(100, 60 * secondMs).prefault("1s"),
    timeout: duration(50, 60 * secondMs).prefault("800ms"),
    discover: flag().prefault(true),
  }),
  networks: section({
    allow: z
      .array(network, { error: "allowed: a list of networks and addresses" })
      .default(() => [...usualAllow]),
  }),
  history: section({ keep: keep.prefault({ "1s": "1h", "10s": "24h", "1m": "30d" }) }),
  lag: section({
    warn: duration(1, dayMs).prefault("2s"),
    critical: duration(1, dayMs).prefault("30s"),
    "warn-bytes": size(1, 1024 ** 5).prefault("1MiB"),
  }),
  actions: section({
    enabled: flag().prefault(true),
    "failover-timeout": duration(100, 60 * secondMs).prefault("5s"),
  }),
  heartbeat: heartbeatSection,
  backups: section({
    target: backupTarget(),
    s3: s3Section,
    keep: section({ last: whole(1, 10_000).prefault(7), days: whole(0, 36_500).prefault(30) }),
    schedule: schedule(),
    "max-age": duration(60 * secondMs, 3650 * dayMs).prefault("26h"),
    drill: section({
      schedule: schedule(),
      "max-age": duration(60 * secondMs, 3650 * dayMs).prefault("35d"),
      server: parsedOrNull("null, or the path of a redis-server or valkey-server", (raw) =>
        /^[^\0]+$/.test(raw) ? ok(raw) : err(""),
      ).default(null),
    }),
    recheck: section({ schedule: schedule() }),
  }),
  access: section({
    tokens: accessTokens,
    "insecure-http": flag().prefault(false),
    session: section({
      idle: duration(60 * secondMs, 90 * dayMs).prefault("12h"),
      longest: duration(60 * secondMs, 365 * dayMs).prefault("7d"),
    }),
    "forwarded-from": proxies,
    oidc: oidcSection,
    proxy: proxySection,
  }),
  groups: z
    .array(group, { error: "allowed: a list of groups" })
    .superRefine((groups, context) => {
      for (const [i, { name }] of groups.entries())
        if (groups.findIndex((other) => slug(other.name) === slug(name)) < i)
          context.addIssue({
            code: "custom",
            path: [i, "name"],
            message: "another group has this name, or one that differs in signs alone; names must be unique",
          });
    })
    .default([]),
}).superRefine(({ heartbeat, actions, tls, "public-url": publicUrl }, context) => {
  const problem = tlsProblem({ tls, publicUrl });
  if (problem !== null) context.addIssue({ code: "custom", ...problem });
  if (heartbeat.enabled && !actions.enabled)
    context.addIssue({ code: "custom", path: ["heartbeat", "enabled"], message: heartbeatNeedsActions });
});

export type SettingsFile = z.output<typeof settingsSchema>;
