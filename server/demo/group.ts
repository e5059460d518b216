import { mkdir, mkdtemp, rm, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findServer, type LocalServer, sweepStrays } from "@/server/local";
import type { Demo } from "@/server/ports";
import { usualNetworks } from "@/server/redis/networks";
import { OnDemandClient } from "@/server/redis/on-demand-client";
import { startDemoSentinels } from "./demo-sentinels";
import { type DemoServer, startDemoServers } from "./demo-servers";
import { DemoError } from "./error";
import { createFaults } from "./faults";
import { runLoad } from "./load";

export interface GroupOptions {
  /** Replicas on the primary; one more hangs on the first of them. At least 1. */
  readonly replicas: number;
  /** Three Sentinels beside the group, quorum 2. */
  readonly sentinel: boolean;
  /** Hears lines for the user. */
  readonly say: (line: string) => void;
  /** Fires to stop everything, also in the middle of the start. */
  readonly signal: AbortSignal;
}

/** Real servers under a load, for as long as they are held. */
export interface DemoGroup {
  /** A folder that goes when the group does. */
  readonly dir: string;
  readonly demo: Demo;
  /** The addresses of its Sentinels; none without `sentinel`. */
  readonly sentinels: readonly string[];
}

const NAME = "demo";
const COMMAND_MS = 2_000;
/** Every demo's folder lies in this one, so that the next start finds what a killed one left behind. */
const home = join(tmpdir(), "tidemark-demo");

/**
 * Starts real servers in a temporary folder and a load on them, and holds them until `use` is done.
 * Everything it started is stopped and removed before it resolves, also when the start fails or is interrupted;
 * what `use` throws after `signal` has fired counts as the interruption it is.
 * @throws DemoError when there is no server program.
 */
export async function withDemoGroup(
  options: GroupOptions,
  use: (group: DemoGroup) => Promise<void>,
): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  await sweepStrays(home);
  const dir = await mkdtemp(join(home, "run-"));
  const undo: (() => Promise<unknown>)[] = [() => removeFolder(dir)];
  try {
    await use({ dir, ...(await start(dir, options, undo)) });
  } catch (error) {
    if (!options.signal.aborted) throw error;
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

async function start(
  dir: string,
  { replicas, sentinel, say, signal }: GroupOptions,
  undo: (() => Promise<unknown>)[],
): Promise<Omit<DemoGroup, "dir">> {
  const binary = await findServer({ say, signal });
  if ("missing" in binary) throw new DemoError(binary.missing);
  signal.throwIfAborted();

  const started: DemoServer[] = [];
  undo.push(() => Promise.all(started.map(({ server }) => server.stop())));
  const servers = await startDemoServers(binary.path, dir, replicas, started);
  signal.throwIfAborted();

  const sentinels: LocalServer[] = [];
  undo.push(() => Promise.all(sentinels.map((one) => one.stop())));
  const [primary] = servers;
  if (sentinel && primary !== undefined) await startDemoSentinels(binary.path, dir, primary, NAME, sentinels);
  signal.throwIfAborted();

  const clients = new Map(
    servers.map((one) => {
      const endpoint = { host: one.server.host, port: one.server.port };
      return [
        one,
        new OnDemandClient(
          { endpoint, networks: usualNetworks, tls: null },
          { username: null, password: null },
        ),
      ] as const;
    }),
  );
  const send = async (to: DemoServer, words: readonly string[]) => {
    const client = clients.get(to);
    if (client === undefined) throw new Error(`no connection to ${to.server.host}:${to.server.port}`);
    return client.send(words, COMMAND_MS);
  };
  const stopLoad = new AbortController();
  const load = runLoad(servers, send, stopLoad.signal);
  undo.push(async () => {
    stopLoad.abort();
    for (const client of clients.values()) client.close();
    await load;
  });
  const addresses = sentinels.map(({ host, port }) => `${host}:${port}`);
  return { demo: createFaults(NAME, servers, send), sentinels: addresses };
}

/** The home goes too once no other demo runs. */
async function removeFolder(dir: string): Promise<void> {
  await rm(dir, { recursive: true, force: true });
  await rmdir(home).catch(() => undefined);
}
