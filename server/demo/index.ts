import { mkdir, mkdtemp, rm, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { findServer, sweepStrays } from "@/server/local";
import { startTidemark } from "@/server/main";
import type { Fleet } from "@/server/ports";
import { OnDemandClient } from "@/server/redis/on-demand-client";
import { loadSettings } from "@/server/settings";
import { type DemoServer, startDemoServers } from "./demo-servers";
import { createFaults } from "./faults";
import { runLoad } from "./load";

export interface DemoOptions {
  /** The port to try first; taken ones are passed over. 0: any free one. */
  readonly port: number;
  /** Replicas on the primary; one more hangs on the first of them. At least 1. */
  readonly replicas: number;
  /** Next in development mode, with hot reload. */
  readonly dev: boolean;
  /** Hears lines for the user. */
  readonly say: (line: string) => void;
  /** Fires to stop everything, also in the middle of the start. */
  readonly signal: AbortSignal;
}

/** The demo could not be started; the message is one line for a person. */
export class DemoError extends Error {}

const NAME = "demo";
const COMMAND_MS = 2_000;
const LOOK_AGAIN_MS = 50;
/** Every demo's folder lies in this one, so that the next start finds what a killed one left behind. */
const home = join(tmpdir(), "tidemark-demo");

/**
 * Runs the demo until `signal` fires: real servers in a temporary folder, a load, and Tidemark watching them.
 * Everything it started is stopped and removed before it resolves, also when the start fails or is interrupted.
 * @throws DemoError when there is no server program.
 */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { signal, say } = options;
  await mkdir(home, { recursive: true, mode: 0o700 });
  await sweepStrays(home);
  const dir = await mkdtemp(join(home, "run-"));
  const undo: (() => Promise<unknown>)[] = [() => removeFolder(dir)];
  try {
    await start(dir, options, undo);
    say("Ctrl-C stops it all and removes what it made.");
    await aborted(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

async function start(dir: string, options: DemoOptions, undo: (() => Promise<unknown>)[]): Promise<void> {
  const { signal, say } = options;
  const binary = await findServer({ say });
  if ("missing" in binary) throw new DemoError(binary.missing);
  signal.throwIfAborted();

  const started: DemoServer[] = [];
  undo.push(() => Promise.all(started.map(({ server }) => server.stop())));
  const servers = await startDemoServers(binary.path, dir, options.replicas, started);
  signal.throwIfAborted();

  const clients = new Map(
    servers.map((one) => {
      const endpoint = { host: one.server.host, port: one.server.port };
      return [one, new OnDemandClient({ endpoint, tls: null }, { username: null, password: null })] as const;
    }),
  );
  const send = async (to: DemoServer, words: readonly string[]) => {
    const client = clients.get(to);
    if (client === undefined) throw new Error(`no connection to ${to.server.host}:${to.server.port}`);
    return client.send(words, COMMAND_MS);
  };
  const load = runLoad(servers, send, signal);
  undo.push(async () => {
    for (const client of clients.values()) client.close();
    await load;
  });

  const seeds = servers.map(({ server }) => `redis://${server.host}:${server.port}`);
  const settings = loadSettings({ env: process.env, cwd: dir, seeds: seeds.slice(0, 1) });
  const tidemark = await startTidemark(
    {
      ...settings,
      listen: { host: "127.0.0.1", port: options.port },
      dataDir: join(dir, "data"),
      groups: settings.groups.map((group) => ({ ...group, name: NAME, seeds })),
    },
    {
      demo: { group: NAME, demo: createFaults(NAME, servers, send) },
      dev: options.dev,
      passOverTakenPorts: true,
    },
  );
  undo.push(() => tidemark.close());
  await linksUp(tidemark.fleet, servers.length, signal);
  say(`Tidemark is ready: ${tidemark.url}/g/${NAME}`);
}

/** Reads the group until it has all its members, and each replica its link: only then is there something to see. */
async function linksUp(fleet: Fleet, members: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const { instances } = await fleet.refresh(NAME);
    const linked = instances.filter(({ role, link }) => role === "primary" || link?.state === "up");
    if (linked.length === members) return;
    await pause(LOOK_AGAIN_MS, undefined, { signal });
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });

/** The home goes too once no other demo runs. */
async function removeFolder(dir: string): Promise<void> {
  await rm(dir, { recursive: true, force: true });
  await rmdir(home).catch(() => undefined);
}
