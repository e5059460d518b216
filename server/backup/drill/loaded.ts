import { open } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { StepProgress } from "@/lib/contract";
import { formatBytes, formatCount, formatSeconds } from "@/lib/format";
import { type Fields, parseInfo } from "@/lib/info/parse";
import type { ServerBinary } from "@/server/local";
import { Connection } from "@/server/redis/connection";
import { usualNetworks } from "@/server/redis/networks";
import { DrillFault } from "./fault";
import { keyspaceOf } from "./keyspace";
import type { Limits } from "./limits";
import type { Throwaway } from "./throwaway";
import { nameOf, whyGone } from "./why-gone";
import { SOCKET } from "./words";

/** A server that has not answered INFO by then is asked again: it may be in the midst of one large value. Milliseconds. */
const ASK_MS = 2_000;
/** What a socket's path may have at most, of 108 bytes with its end (sys/un.h); a longer one is named by its folder's handle. */
const LONGEST_PATH = 100;
const [SHORTEST_WAIT_MS, LONGEST_WAIT_MS] = [10, 250];

export interface LoadFacts {
  readonly server: Throwaway;
  readonly binary: ServerBinary;
  readonly dir: string;
  readonly limits: Limits;
  readonly deadlineSeconds: number;
  readonly startedMs: number;
  readonly signal: AbortSignal;
  readonly report: (progress: StepProgress) => void;
}

/** A server that has loaded its file and answers. */
export interface Loaded {
  readonly connection: Connection;
  /** From its start to its first PONG. */
  readonly seconds: number;
}

/** Waits until the server has loaded its file. @throws DrillFault where it ends before, or is not ready in time; the signal's reason */
export async function untilLoaded(facts: LoadFacts): Promise<Loaded> {
  const { server, dir, deadlineSeconds, startedMs, signal, report } = facts;
  const folder = await open(dir);
  try {
    const path =
      join(dir, SOCKET).length <= LONGEST_PATH ? join(dir, SOCKET) : `/proc/self/fd/${folder.fd}/${SOCKET}`;
    const elapsedSeconds = (): number => (performance.now() - startedMs) / 1000;
    let connection: Connection | null = null;
    for (;;) {
      signal.throwIfAborted();
      if (server.gone !== null) throw new DrillFault(whyGone({ ...facts, gone: server.gone }));
      if (elapsedSeconds() > deadlineSeconds) throw tooLate(facts);
      connection ??= await dial(path);
      const info: Fields | null = connection === null ? null : await askInfo(connection);
      if (connection !== null && info === null) {
        connection.close();
        connection = null;
      }
      if (info !== null) report(progressOf(info));
      if (connection !== null && info?.get("loading") === "0" && (await pongs(connection)))
        return { connection, seconds: elapsedSeconds() };
      const waitMs = Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, elapsedSeconds() * 20));
      await Promise.race([delay(waitMs), server.ended]);
    }
  } finally {
    await folder.close();
  }
}

const tooLate = ({ binary, deadlineSeconds }: LoadFacts): DrillFault =>
  new DrillFault(
    `Not loaded: ${nameOf(binary)} did not answer PING within ${formatSeconds(deadlineSeconds)}, and was ended.`,
  );

async function dial(path: string): Promise<Connection | null> {
  const opened = await Connection.open(
    { endpoint: { path }, networks: usualNetworks, tls: null },
    { username: null, password: null },
    ASK_MS,
  );
  return opened.ok ? opened.value : null;
}

/** All of INFO; null: it gave none. */
export async function askInfo(connection: Connection): Promise<Fields | null> {
  const exchange = await connection.send(["INFO"], ASK_MS);
  if (exchange.state !== "replied" || typeof exchange.reply !== "string") return null;
  const fields = parseInfo(exchange.reply);
  return fields.ok ? fields.value : null;
}

const pongs = async (connection: Connection): Promise<boolean> => {
  const exchange = await connection.send(["PING"], ASK_MS);
  return exchange.state === "replied" && exchange.reply === "PONG";
};

function progressOf(info: Fields): StepProgress {
  const [loaded, total] = [wholeOf(info, "loading_loaded_bytes"), wholeOf(info, "loading_total_bytes")];
  const keys = keyspaceOf(info).reduce((sum, one) => sum + one.keys, 0);
  if (loaded === null || total === null || total === 0)
    return { text: `${formatCount(keys)} keys`, fraction: null, etaSeconds: null };
  return {
    text: `${formatBytes(loaded)} of ${formatBytes(total)}, ${formatCount(keys)} keys`,
    fraction: Math.min(1, loaded / total),
    etaSeconds: wholeOf(info, "loading_eta_seconds"),
  };
}

/** A whole number of INFO; null: not there, or none. */
export function wholeOf(info: Fields, field: string): number | null {
  const text = info.get(field) ?? "";
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}
