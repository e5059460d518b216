import { err, ok, type Result } from "@/lib/result";
import { isPlainAddress } from "./address";
import { FieldProblem, needed, neededCount, neededText } from "./needed";
import { readCount } from "./number";
import type { FieldError, Fields } from "./parse";
import type { Address } from "./view";

/** What a Sentinel says of a primary it watches. */
export interface WatchedPrimary {
  /** The name it watches the primary under. */
  readonly name: string;
  /** Where it found the primary; through a failover still the old one. */
  readonly address: Address;
  /** Of the process at `address`, as INFO last said it; null before the first INFO. */
  readonly runId: string | null;
  /** Rises by one or more with each failover of this primary, and never falls. */
  readonly epoch: number;
  readonly quorum: number;
  /** Other Sentinels it knows of, those that are down among them. */
  readonly others: number;
  readonly replicas: number;
  /** By this Sentinel alone (`s_down`), or by as many as the quorum asks for (`o_down`). */
  readonly down: "no" | "by-itself" | "by-quorum";
  /** It carries out a failover at this moment. */
  readonly failingOver: boolean;
}

/** Another Sentinel, as one lists it. */
export interface SentinelPeer {
  readonly address: Address;
  /** 40 hex digits that a Sentinel keeps over restarts. */
  readonly sentinelId: string | null;
}

/** One message on `__sentinel__:hello`: every Sentinel sends one each 2 s through each server it watches. */
export interface SentinelHello extends SentinelPeer {
  readonly name: string;
  readonly primary: Address;
}

/** Whether a failover could be begun and authorised, by one Sentinel's count. */
export interface QuorumVerdict {
  readonly ok: boolean;
  /** Sentinels it counts, itself included. */
  readonly usable: number | null;
  readonly text: string;
}

/** A name goes into command lines that a person copies, so what would need quotes there is not taken. */
const primaryName = /^[A-Za-z0-9_.:@/+-]{1,200}$/;

export const isPrimaryName = (text: string): boolean => primaryName.test(text);

/**
 * Reads SENTINEL MASTER, or one entry of SENTINEL MASTERS: field and value in turn.
 * Source: sentinel.c, addReplySentinelRedisInstance.
 */
export function readWatchedPrimary(reply: unknown): Result<WatchedPrimary, FieldError> {
  const fields = fieldsOf(reply);
  if (fields === null)
    return err({ field: "SENTINEL MASTER", detail: "The reply is no list of fields and values." });
  try {
    const flags = neededText(fields, "flags").split(",");
    return ok({
      name: needed(fields, "name", (text) => (isPrimaryName(text) ? text : null), "a name without spaces"),
      address: neededAddress(fields),
      runId: readId(fields.get("runid")),
      epoch: neededCount(fields, "config-epoch"),
      quorum: neededCount(fields, "quorum"),
      others: neededCount(fields, "num-other-sentinels"),
      replicas: neededCount(fields, "num-slaves"),
      down: flags.includes("o_down") ? "by-quorum" : flags.includes("s_down") ? "by-itself" : "no",
      failingOver: flags.includes("failover_in_progress"),
    });
  } catch (problem) {
    if (problem instanceof FieldProblem) return err(problem.field);
    throw problem;
  }
}

/** Reads SENTINEL MASTERS; null when the reply is no list. An entry that cannot be read is passed over. */
export function readWatchedPrimaries(reply: unknown): WatchedPrimary[] | null {
  if (!Array.isArray(reply)) return null;
  return reply.flatMap((entry) => {
    const read = readWatchedPrimary(entry);
    return read.ok ? [read.value] : [];
  });
}

/** Reads SENTINEL SENTINELS; null when the reply is no list. One without a usable address is passed over. */
export function readPeers(reply: unknown): SentinelPeer[] | null {
  if (!Array.isArray(reply)) return null;
  return reply.flatMap((entry) => {
    const fields = fieldsOf(entry);
    const address = fields === null ? null : plain(fields.get("ip"), fields.get("port"));
    return fields === null || address === null ? [] : { address, sentinelId: readId(fields.get("runid")) };
  });
}

/** Reads SENTINEL GET-MASTER-ADDR-BY-NAME: where clients are sent. Null when it names nobody, or no usable address. */
export function readClientAddress(reply: unknown): Address | null {
  const [host, port] = Array.isArray(reply) ? reply : [];
  return typeof host === "string" && typeof port === "string" ? plain(host, port) : null;
}

/** Reads SENTINEL MYID; null where there is none (before 6.2). */
export const readSentinelId = (reply: unknown): string | null =>
  typeof reply === "string" ? readId(reply) : null;

/**
 * Reads the answer to SENTINEL CKQUORUM, a reply or an error line, and says it in our words; null when it is neither verdict.
 * Source: sentinel.c, sentinelIsQuorumReachable and sentinelCommand.
 */
export function readQuorum(line: unknown): QuorumVerdict | null {
  const found = typeof line === "string" ? /^(OK|NOQUORUM) (\d{1,6}) usable Sentinels/.exec(line) : null;
  if (found === null || typeof line !== "string") return null;
  const usable = readCount(found[2]);
  const counted = `${usable ?? "Too few"} usable ${usable === 1 ? "Sentinel" : "Sentinels"}`;
  if (found[1] === "OK") return { ok: true, usable, text: `${counted}: enough for a failover.` };
  const lacks = [/quorum for/.test(line) ? "the quorum" : "", /majority/.test(line) ? "a majority" : ""];
  const what = lacks.filter((word) => word !== "").join(" and ");
  return { ok: false, usable, text: `${counted}: not enough for ${what === "" ? "a failover" : what}.` };
}

/**
 * Reads one message of `__sentinel__:hello`:
 * `ip,port,runid,current_epoch,master_name,master_ip,master_port,master_config_epoch`; null when it is none.
 * Source: sentinel.c, sentinelSendHello.
 */
export function readHello(message: string): SentinelHello | null {
  const words = message.split(",");
  const [host, port, id, , name, primaryHost, primaryPort] = words;
  const [address, primary] = [plain(host, port), plain(primaryHost, primaryPort)];
  if (words.length !== 8 || address === null || primary === null || name === undefined) return null;
  return isPrimaryName(name) ? { address, sentinelId: readId(id), name, primary } : null;
}

/**
 * Hosts of the clients of CLIENT LIST that call themselves `sentinel-…-cmd` (sentinel.c, sentinelReconnectInstance).
 * Each is a Sentinel's own host; its port there is that of an outgoing connection and says nothing.
 */
export function readSentinelHosts(clients: unknown): string[] {
  if (typeof clients !== "string") return [];
  const hosts = [
    ...clients.matchAll(/^.*\baddr=(\S{1,300}):\d{1,5} .*\bname=sentinel-[0-9a-f]{8}-cmd .*$/gm),
  ];
  return [...new Set(hosts.map((line) => (line[1] ?? "").replace(/^\[(.*)\]$/, "$1")))];
}

/** A list of fields and values in turn; null: it is none. */
export function fieldsOf(reply: unknown): Fields | null {
  if (!Array.isArray(reply) || reply.length % 2 !== 0) return null;
  const fields = new Map<string, string>();
  for (let i = 0; i < reply.length; i += 2) {
    const [name, value]: readonly unknown[] = [reply[i], reply[i + 1]];
    if (typeof name !== "string" || typeof value !== "string") return null;
    fields.set(name, value);
  }
  return fields;
}

function neededAddress(fields: Fields): Address {
  const address = plain(neededText(fields, "ip"), neededText(fields, "port"));
  if (address === null) throw new FieldProblem({ field: "ip", detail: "It is no plain host and port." });
  return address;
}

/** Null: it is no plain host and port. */
export function plain(host: string | undefined, port: string | undefined): Address | null {
  const address = { host: host ?? "", port: readCount(port) ?? -1 };
  return isPlainAddress(address) ? address : null;
}

const readId = (text: string | undefined): string | null =>
  text !== undefined && /^[0-9a-f]{40}$/.test(text) ? text : null;
