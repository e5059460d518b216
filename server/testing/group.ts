import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type LocalServer,
  type ServerBinary,
  type ServerSettings,
  startServer,
  sweepStrays,
} from "@/server/local";
import { ask, replicationField } from "./ask";
import { waitFor } from "./wait-for";

export interface GroupOptions {
  readonly binary: ServerBinary;
  /** Replicas of the primary. */
  readonly replicas: number;
  /** Replicas in a chain below the last of them. */
  readonly chained?: number;
  readonly settings?: ServerSettings;
  readonly host?: string;
}

export interface TestGroup {
  readonly primary: LocalServer;
  /** Direct ones first, then those of the chain, from the top down. */
  readonly replicas: readonly LocalServer[];
  readonly all: readonly LocalServer[];
  /** Stops every server and removes its files. */
  stop(): Promise<void>;
}

/** Settings under which replication starts, and is noticed, without waiting. */
export function testSettings(binary: ServerBinary): ServerSettings {
  const debug = Number.parseInt(binary.version, 10) >= 7 ? { "enable-debug-command": "yes" } : {};
  return {
    save: "",
    appendonly: "no",
    "repl-diskless-sync-delay": "0",
    "repl-ping-replica-period": "1",
    ...debug,
  };
}

const root = join(tmpdir(), "tidemark-test");
let swept: Promise<number> | null = null;

/** A folder below one that all test runs share, so that a run can clear away what a killed one left behind. */
async function freshFolder(): Promise<string> {
  mkdirSync(root, { recursive: true });
  swept ??= sweepStrays(root);
  await swept;
  return mkdtempSync(join(root, "server-"));
}

/** One server with the test settings in a folder of its own, which `stopServers` removes. */
export async function startTestServer(
  binary: ServerBinary,
  settings: ServerSettings = {},
  more: { host?: string; tls?: Parameters<typeof startServer>[0]["tls"]; port?: number } = {},
): Promise<LocalServer> {
  return startServer({
    binary: binary.path,
    dir: await freshFolder(),
    settings: { ...testSettings(binary), ...settings },
    ...(more.host === undefined ? {} : { host: more.host }),
    ...(more.port === undefined ? {} : { port: more.port }),
    ...(more.tls === undefined ? {} : { tls: more.tls }),
  });
}

/** A replica of `upstream`, with its link up. */
export async function startReplica(
  binary: ServerBinary,
  upstream: Pick<LocalServer, "host" | "port">,
  settings: ServerSettings = {},
): Promise<LocalServer> {
  const replicaof = `${upstream.host} ${upstream.port}`;
  const server = await startTestServer(binary, { ...settings, replicaof }, { host: upstream.host });
  await linkUp(server);
  return server;
}

/** Resolves when the replica says that its link is up. */
export const linkUp = (server: LocalServer): Promise<boolean> =>
  waitFor(
    `the link of ${server.host}:${server.port} is up`,
    async () => (await replicationField(server, "master_link_status")) === "up",
  );

/**
 * Resolves when `upstream` lists this replica as online. A link is up, by what the replica says, before its first ACK; until
 * then FAILOVER TO it is refused.
 */
export const isOnline = (
  upstream: Pick<LocalServer, "host" | "port">,
  replica: LocalServer,
): Promise<boolean> =>
  waitFor(`${replica.host}:${replica.port} is online`, async () => {
    const said = String(await ask(upstream, [["INFO", "replication"]]));
    return said.includes(`port=${replica.port},state=online`);
  });

/** A primary and its replicas, all links up. */
export async function startGroup(options: GroupOptions): Promise<TestGroup> {
  const { binary, replicas, chained = 0, settings = {}, host = "127.0.0.1" } = options;
  const primary = await startTestServer(binary, settings, { host });
  const started: LocalServer[] = [];
  try {
    const direct = await Promise.allSettled(
      Array.from({ length: replicas }, () => startReplica(binary, primary, settings)),
    );
    for (const one of direct) if (one.status === "fulfilled") started.push(one.value);
    for (const one of direct) if (one.status === "rejected") throw one.reason;
    for (let depth = 0; depth < chained; depth += 1)
      started.push(await startReplica(binary, started.at(-1) ?? primary, settings));
  } catch (error) {
    await stopServers([primary, ...started]);
    throw error;
  }
  const all = [primary, ...started];
  return { primary, replicas: started, all, stop: () => stopServers(all) };
}

/** Kills the servers and removes their folders. */
export async function stopServers(servers: readonly LocalServer[]): Promise<void> {
  await Promise.all(servers.map((server) => server.kill()));
  // A child of theirs that writes a file may outlive them by a moment.
  const patiently = { maxRetries: 20, retryDelay: 50 };
  for (const server of servers) rmSync(server.dir, { recursive: true, force: true, ...patiently });
}
