import { parseDuration } from "@/lib/duration";
import { formatAddress, parseAddress } from "@/lib/info/address";
import { readCount } from "@/lib/info/number";
import { type ServerVersion, versionOf } from "@/lib/info/version";
import type { Address } from "@/lib/info/view";
import { err, ok, type Result } from "@/lib/result";
import { parseSize } from "@/lib/size";
import type { GuideFacts, GuideReplica, SentinelFacts } from "./facts";

/** What can be said of a set-up, each as a text: in the form, in the URL and on the command line alike. */
export const guideFields = [
  "name",
  "version",
  "primary",
  "replicas",
  "rate",
  "outage",
  "data",
  "copy",
  "tls",
  "auth",
  "sentinels",
  "quorum",
  "persistence",
  "min-replicas",
  "config-dir",
  "data-dir",
] as const;
export type GuideField = (typeof guideFields)[number];
export type GuideForm = Readonly<Record<GuideField, string>>;
export type FormProblems = Partial<Record<GuideField, string>>;

/** Where nothing is seen and nothing was said. */
export const emptyForm: GuideForm = {
  name: "orders",
  version: "redis 7.0",
  primary: "10.0.0.1:6379",
  replicas: "10.0.0.2:6379\n10.0.0.3:6379",
  rate: "",
  outage: "5m",
  data: "",
  copy: "32MiB",
  tls: "no",
  auth: "acl",
  sentinels: "",
  quorum: "",
  persistence: "aof",
  "min-replicas": "0",
  "config-dir": "/etc/redis",
  "data-dir": "/var/lib/redis",
};

export const choices = {
  tls: ["no", "yes"],
  auth: ["acl", "password"],
  persistence: ["aof", "rdb", "none"],
} as const;

const MOST_SERVERS = 100;
const MOST_SENTINELS = 15;

/** A text in parts, by lines or commas. */
export const partsOf = (text: string): string[] =>
  text
    .split(/[\n,]+/)
    .map((part) => part.trim())
    .filter((part) => part !== "");

/**
 * The facts of a form, or what is wrong with which field. Nothing that could be more than one word of a file gets through: what is
 * made of it is read by a server.
 */
export function readForm(form: GuideForm): Result<GuideFacts, FormProblems> {
  const problems: FormProblems = {};
  const take = <T>(field: GuideField, read: (text: string) => Result<T, string>): T | null => {
    const found = read(form[field].trim());
    if (found.ok) return found.value;
    problems[field] = found.error;
    return null;
  };
  const facts = {
    name: take("name", readName),
    version: take("version", readVersion),
    primary: take("primary", readAddress),
    replicas: take("replicas", (text) => readReplicas(text, form.primary.trim())),
    rate: take("rate", optional(readSpeed)),
    outage: take("outage", readOutage),
    data: take("data", optional(parseSize)),
    copy: take("copy", readSpeed),
    tls: take("tls", oneOf(choices.tls)),
    auth: take("auth", oneOf(choices.auth)),
    sentinels: take("sentinels", readSentinels),
    quorum: take("quorum", optional(readWhole)),
    persistence: take("persistence", oneOf(choices.persistence)),
    minReplicas: take("min-replicas", readWhole),
    configDir: take("config-dir", readFolder),
    dataDir: take("data-dir", readFolder),
  };
  const { name, version, primary, replicas, rate, outage, data, copy, tls, auth, sentinels, quorum } = facts;
  const { persistence, minReplicas, configDir, dataDir } = facts;
  const sentinel = sentinels === null || quorum === null ? null : sentinelOf(sentinels.list, quorum.value);
  if (sentinel?.ok === false) problems.quorum = sentinel.error;
  if (
    name === null ||
    version === null ||
    primary === null ||
    replicas === null ||
    rate === null ||
    outage === null ||
    data === null ||
    copy === null ||
    tls === null ||
    auth === null ||
    sentinel?.ok !== true ||
    persistence === null ||
    minReplicas === null ||
    configDir === null ||
    dataDir === null
  )
    return err(problems);
  return ok({
    name,
    version,
    primary,
    replicas,
    writeBytesPerSecond: rate.value,
    outageSeconds: outage,
    dataBytes: data.value,
    copyBytesPerSecond: copy,
    tls: tls === "yes",
    auth,
    sentinel: sentinel.value,
    persistence,
    minReplicas,
    configDir,
    dataDir,
  });
}

/** A value that may be left out: null then. */
const optional =
  <T>(read: (text: string) => Result<T, string>) =>
  (text: string): Result<{ readonly value: T | null }, string> => {
    if (text === "") return ok({ value: null });
    const found = read(text);
    return found.ok ? ok({ value: found.value }) : found;
  };

const oneOf =
  <T extends string>(words: readonly T[]) =>
  (text: string): Result<T, string> => {
    const found = words.find((word) => word === text);
    return found === undefined ? err(`allowed: ${words.join(", ")}`) : ok(found);
  };

/** What Sentinel takes for the name of a primary. Source: sentinel.c, createSentinelRedisInstance. */
const readName = (text: string): Result<string, string> =>
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/.test(text)
    ? ok(text)
    : err("a name is letters, digits, and . - _ between them");

function readVersion(text: string): Result<ServerVersion, string> {
  const said = /^(redis|valkey) ([\d.]{1,20})$/i.exec(text);
  const product = said?.[1]?.toLowerCase() === "valkey" ? "valkey" : "redis";
  const version = versionOf({ product, version: said?.[2] ?? null });
  if (version === null) return err("a version is redis or valkey and its number: redis 7.0, valkey 8.1");
  return version.major >= 6
    ? ok(version)
    : err("allowed: Redis 6.0 or later, and Valkey; before, there are no users (ACL)");
}

function readAddress(text: string): Result<Address, string> {
  const found = parseAddress(text);
  return found.ok ? found : err(found.error.detail);
}

/** `host:port`, which follows the primary, or `host:port follows host:port`. */
function readReplicas(text: string, primary: string): Result<GuideReplica[], string> {
  const parts = partsOf(text);
  if (parts.length === 0)
    return err("at least one replica, a line each: host:port, or host:port follows host:port");
  if (parts.length >= MOST_SERVERS) return err(`at most ${MOST_SERVERS - 1} replicas`);
  const seen = new Set([primary]);
  const replicas: GuideReplica[] = [];
  for (const part of parts) {
    const [own = "", upstream = primary, ...more] = part.split(/\s+follows\s+/);
    const [address, follows] = [readAddress(own), readAddress(upstream)];
    if (more.length > 0 || !address.ok)
      return err(`${shown(part)} is no replica: host:port, or host:port follows host:port`);
    if (!follows.ok) return upstream === primary ? ok([]) : err(`${shown(part)}: ${follows.error}`);
    if (seen.has(own)) return err(`${own} stands there twice`);
    seen.add(own);
    replicas.push({ address: address.value, follows: follows.value });
  }
  const missing = replicas.find(({ follows }) => !seen.has(formatAddress(follows)));
  return missing === undefined
    ? notInRing(replicas, primary)
    : err(`${formatAddress(missing.follows)} is followed, and is none of these servers`);
}

function notInRing(replicas: GuideReplica[], primary: string): Result<GuideReplica[], string> {
  const upstreams = new Map(
    replicas.map(({ address, follows }) => [formatAddress(address), formatAddress(follows)]),
  );
  for (const start of upstreams.keys()) {
    let [at, hops] = [start, 0];
    while (at !== primary && hops <= upstreams.size) {
      at = upstreams.get(at) ?? primary;
      hops += 1;
    }
    if (at !== primary) return err(`${start} does not come to the primary: its upstreams are a ring`);
  }
  return ok(replicas);
}

const shown = (text: string): string => JSON.stringify(text.slice(0, 80));

function readSpeed(text: string): Result<number, string> {
  const found = parseSize(text.replace(/\/s$/, ""));
  if (!found.ok) return err("a speed is a whole number and a unit, in a second: 512KiB, 1MiB, 40MiB");
  return found.value > 0 ? found : err("a speed is more than nothing; leave it empty where it is not known");
}

function readOutage(text: string): Result<number, string> {
  const found = parseDuration(text);
  if (!found.ok) return found;
  const seconds = found.value / 1000;
  return seconds >= 1 && seconds <= 7 * 86_400 ? ok(seconds) : err("allowed: 1s to 7d");
}

function readWhole(text: string): Result<number, string> {
  const count = readCount(text);
  return count !== null && count < MOST_SERVERS ? ok(count) : err("a whole number from 0 to 99");
}

/** It stands in a quoted word of a file, and as a path in YAML. */
const readFolder = (text: string): Result<string, string> =>
  /^(\/[A-Za-z0-9._@+-]+)+$/.test(text)
    ? ok(text)
    : err("an absolute folder without blanks, and without / at its end: /etc/redis");

function readSentinels(text: string): Result<{ readonly list: readonly Address[] }, string> {
  const parts = partsOf(text);
  if (parts.length > MOST_SENTINELS) return err(`at most ${MOST_SENTINELS} Sentinels`);
  if (new Set(parts).size < parts.length) return err("one of them stands there twice");
  const list: Address[] = [];
  for (const part of parts) {
    const found = readAddress(part);
    if (!found.ok) return err(`${shown(part)}: ${found.error}`);
    list.push(found.value);
  }
  return ok({ list });
}

/** Without a quorum more than half of them. Source: sentinel.c, sentinelHandleConfiguration: it is at least 1. */
function sentinelOf(list: readonly Address[], said: number | null): Result<SentinelFacts | null, string> {
  const [first, ...rest] = list;
  if (first === undefined) return ok(null);
  const quorum = said ?? Math.floor(list.length / 2) + 1;
  return quorum >= 1 && quorum <= list.length
    ? ok({ addresses: [first, ...rest], quorum })
    : err(`allowed: 1 to ${list.length}, as many as there are Sentinels`);
}
