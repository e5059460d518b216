import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Shape } from "@/lib/contract";
import { replicaofCommand } from "@/lib/info/address";
import { type LocalServer, type ServerSettings, startServer } from "@/server/local";
import type { Reply } from "@/server/ports";
import { usualNetworks } from "@/server/redis/networks";
import { OnDemandClient } from "@/server/redis/on-demand-client";
import { LabLink } from "./link";

/** A server of a throw-away group. */
export interface LabServer {
  /** `primary`, `replica-1`, … */
  readonly name: string;
  readonly server: LocalServer;
  /** What it follows its upstream through; null for the primary. */
  readonly link: LabLink | null;
  /** Sends one command. @throws Error that says what was refused, or that no reply came */
  send(words: readonly string[], deadlineMs?: number): Promise<Reply>;
}

export interface ThrowawayOptions {
  readonly shape: Shape;
  readonly replicas: number;
  /** Of all of them, over what the lab needs itself. */
  readonly settings?: ServerSettings;
  /** False: the replicas are started and follow nobody yet. */
  readonly linked?: boolean;
}

export interface ThrowawayGroup {
  readonly primary: LabServer;
  readonly replicas: readonly LabServer[];
  /** What clients log in with, as the user `default`. */
  readonly password: string;
  /** `REPLICAOF` to the replica's link; resolves once it is online at its upstream and up at itself. */
  attach(replica: LabServer): Promise<void>;
  /** Resolves once nothing of it is left. */
  close(): Promise<void>;
}

const COMMAND_MS = 10_000;
const LINK_MS = 60_000;
const LOOK_MS = 20;

const shared: ServerSettings = {
  save: "",
  appendonly: "no",
  "repl-diskless-sync": "yes",
  "repl-diskless-sync-delay": "0",
  "repl-backlog-size": "16mb",
};

/**
 * Starts a primary and replicas in a folder, each replica behind a link of its own, and waits until all follow.
 * Only who has the password may speak to them. What was started is stopped again when this throws.
 * @throws Error when a server does not start, or a link does not come up within a minute
 */
export async function startThrowaway(
  binary: string,
  dir: string,
  { shape, replicas, settings = {}, linked = true }: ThrowawayOptions,
  signal: AbortSignal,
): Promise<ThrowawayGroup> {
  const password = randomBytes(16).toString("hex");
  const undo: (() => Promise<unknown> | undefined)[] = [];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  await mkdir(dir, { recursive: true, mode: 0o700 });

  const start = async (name: string, upstream: LabServer | null): Promise<LabServer> => {
    signal.throwIfAborted();
    const server = await startServer({
      binary,
      dir: join(dir, name),
      settings: { ...shared, requirepass: password, masterauth: password, ...settings },
    });
    undo.push(() => server.stop());
    const link = upstream === null ? null : await LabLink.start(upstream.server);
    undo.push(() => link?.close());
    const endpoint = { host: server.host, port: server.port };
    const client = new OnDemandClient(
      { endpoint, networks: usualNetworks, tls: null },
      { username: null, password },
    );
    undo.push(async () => client.close());
    return {
      name,
      server,
      link,
      async send(words, deadlineMs = COMMAND_MS) {
        const exchange = await client.send(words, deadlineMs);
        if (exchange.state === "replied") return exchange.reply;
        const why = exchange.state === "refused" ? exchange.message : exchange.failure.detail;
        throw new Error(`${name} (${server.host}:${server.port}) did not carry out ${words[0]}: ${why}`);
      },
    };
  };

  const attach = async (replica: LabServer): Promise<void> => {
    await replica.send(followWords(replica));
    const end = performance.now() + LINK_MS;
    while (!(await isLinked(replica))) {
      signal.throwIfAborted();
      if (performance.now() > end)
        throw new Error(`${replica.name} did not come to follow its upstream within a minute`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  };

  try {
    const primary = await start("primary", null);
    const started: LabServer[] = [];
    for (let n = 1; n <= replicas; n += 1) {
      const upstream = shape === "chain" ? (started.at(-1) ?? primary) : primary;
      const replica = await start(`replica-${n}`, upstream);
      started.push(replica);
      if (linked) await attach(replica);
    }
    return { primary, replicas: started, password, attach, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What points a replica to its link. @throws Error for the primary, which has none */
export function followWords({ link }: LabServer): readonly string[] {
  const words = link === null ? null : replicaofCommand(link);
  if (words === null) throw new Error("the primary follows nobody");
  return words;
}

async function isLinked(replica: LabServer): Promise<boolean> {
  const info = String(await replica.send(["INFO", "replication"]));
  return info.includes("master_link_status:up");
}
