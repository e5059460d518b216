import { mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  type LocalServer,
  type ServerBinary,
  type ServerSettings,
  startLocalSentinel,
  type startServer,
} from "@/server/local";
import { ask } from "./ask";
import { waitFor } from "./wait-for";

export interface SentinelOptions {
  readonly binary: ServerBinary;
  /** The server it watches, as a primary. */
  readonly primary: LocalServer;
  readonly quorum: number;
  /** The name it watches it under; default `orders`. */
  readonly name?: string;
  /** After so long without an answer it holds a server to be down; default 1 s. */
  readonly downAfterMs?: number;
  /** Of the Sentinel itself: `requirepass`, `sentinel auth-pass …`. A list repeats the line. */
  readonly settings?: ServerSettings;
  readonly tls?: Parameters<typeof startServer>[0]["tls"];
  readonly host?: string;
  readonly port?: number;
}

const FAILOVER_TIMEOUT_MS = 4_000;

/** A real Sentinel in a folder beside the primary's. */
export function startSentinel(options: SentinelOptions): Promise<LocalServer> {
  const {
    binary,
    primary,
    quorum,
    name = "orders",
    downAfterMs = 1_000,
    settings = {},
    tls,
    host,
    port,
  } = options;
  return startLocalSentinel({
    binary: binary.path,
    dir: mkdtempSync(join(dirname(primary.dir), "sentinel-")),
    primary,
    name,
    quorum,
    downAfterMs,
    failoverTimeoutMs: FAILOVER_TIMEOUT_MS,
    settings,
    ...(tls === undefined ? {} : { tls }),
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
  });
}

/** Sentinels that have all found each other and can fail the primary over. @param how to ask them */
export async function startSentinels(
  count: number,
  options: SentinelOptions,
  how: Parameters<typeof ask>[2] = {},
): Promise<LocalServer[]> {
  const started = await Promise.all(Array.from({ length: count }, () => startSentinel(options)));
  await waitFor("the Sentinels have found each other", async () => {
    const words = ["SENTINEL", "CKQUORUM", options.name ?? "orders"];
    const answers = await Promise.all(started.map((one) => ask(one, [words], how).catch(() => null)));
    return answers.every((answer) => String(answer).startsWith(`OK ${count} usable`));
  });
  return started;
}

/** Ends Sentinels and removes their folders. */
export async function stopSentinels(sentinels: readonly LocalServer[]): Promise<void> {
  await Promise.all(sentinels.map((one) => one.kill()));
  for (const { dir } of sentinels) rmSync(dir, { recursive: true, force: true });
}
