import { readFlag } from "@/lib/info/number";
import { type Fields, parseInfo } from "@/lib/info/parse";
import {
  isPrimaryName,
  readClientAddress,
  readPeers,
  readQuorum,
  readSentinelId,
  readWatchedPrimaries,
  type SentinelPeer,
  type WatchedPrimary,
} from "@/lib/info/sentinel";
import { readSlow } from "@/lib/info/slow";
import type { SentinelReading } from "@/lib/sentinel/reading";
import type { Reply } from "@/server/ports";
import { Connection, type Exchange } from "@/server/redis/connection";
import { errorCode, type Failure, noRights, notRedis } from "@/server/redis/failure";
import type { Login, Target } from "@/server/redis/target";
import type { Clock } from "../config";

export interface Asked {
  readonly reading: SentinelReading;
  /** The other Sentinels it names. */
  readonly peers: readonly SentinelPeer[];
}

export interface AskOptions {
  readonly target: Target;
  /** Tried in turn where one is refused. */
  readonly logins: readonly [Login, ...Login[]];
  /** For connecting, and for each round of commands. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Which of the primaries it watches is the group's. */
  readonly choose: (watched: readonly WatchedPrimary[]) => WatchedPrimary | null;
}

/**
 * Asks one Sentinel, over a connection of its own that is closed afterwards. It answers nothing but reads, and nothing it
 * says can be more than a value: see `lib/info/sentinel`.
 */
export async function askSentinel(options: AskOptions): Promise<Asked> {
  const { target, logins, timeoutMs, clock } = options;
  const sentMs = clock.nowMs();
  const unreachable = ({ detail }: Failure): Asked => ({
    reading: { state: "unreachable", at: { sentMs, receivedMs: clock.nowMs() }, detail },
    peers: [],
  });
  let opened = await Connection.open(target, logins[0], timeoutMs);
  for (const login of logins.slice(1))
    if (!opened.ok && opened.error.reason === "auth")
      opened = await Connection.open(target, login, timeoutMs);
  if (!opened.ok) return unreachable(opened.error);
  try {
    return await converse(opened.value, options, sentMs, unreachable);
  } finally {
    opened.value.close();
  }
}

async function converse(
  connection: Connection,
  { timeoutMs, clock, choose }: AskOptions,
  sentMs: number,
  unreachable: (failure: Failure) => Asked,
): Promise<Asked> {
  const ask = (...words: string[]): Promise<Exchange> => connection.send(words, timeoutMs);
  const [masters, id, server, state] = await Promise.all([
    ask("SENTINEL", "MASTERS"),
    ask("SENTINEL", "MYID"),
    ask("INFO", "server"),
    ask("INFO", "sentinel"),
  ]);
  const failure = failureOf(masters);
  if (failure !== null) return unreachable(failure);
  const all = readWatchedPrimaries(replyOf(masters));
  if (all === null) return unreachable(notRedis("Its answer to SENTINEL MASTERS cannot be read."));
  const reached = {
    state: "reached",
    at: { sentMs, receivedMs: clock.nowMs() },
    sentinelId: readSentinelId(replyOf(id)),
    server: serverOf(replyOf(server)),
    tilt: readFlag(fieldsOf(replyOf(state))?.get("sentinel_tilt")),
  } as const;
  const watched = choose(all);
  if (watched === null || !isPrimaryName(watched.name))
    return { reading: { ...reached, view: null }, peers: [] };
  const { name } = watched;
  const [address, others, quorum] = await Promise.all([
    ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", name),
    ask("SENTINEL", "SENTINELS", name),
    ask("SENTINEL", "CKQUORUM", name),
  ]);
  if (address.state === "unknown" || address.state === "unsent") return unreachable(address.failure);
  const view = {
    watched,
    clients: readClientAddress(replyOf(address)),
    quorum: readQuorum(quorum.state === "refused" ? quorum.message : replyOf(quorum)),
  };
  return { reading: { ...reached, view }, peers: readPeers(replyOf(others)) ?? [] };
}

const replyOf = (exchange: Exchange): Reply => (exchange.state === "replied" ? exchange.reply : null);

function failureOf(exchange: Exchange): Failure | null {
  if (exchange.state === "replied") return null;
  if (exchange.state !== "refused") return exchange.failure;
  const code = errorCode(exchange.message);
  if (code === "NOPERM") return noRights("SENTINEL");
  return notRedis(
    /unknown command/i.test(exchange.message)
      ? "It is no Sentinel: it does not know the command SENTINEL."
      : `It refuses SENTINEL MASTERS${code === null ? "" : ` (${code})`}.`,
  );
}

function fieldsOf(info: Reply): Fields | null {
  const parsed = typeof info === "string" ? parseInfo(info) : null;
  return parsed?.ok ? parsed.value : null;
}

function serverOf(info: Reply) {
  const fields = fieldsOf(info);
  const server = fields === null ? null : readSlow(fields).server;
  return server === null ? null : { product: server.product, version: server.version };
}
