import { readFileSync, writeFileSync } from "node:fs";
import type { FindingCode } from "@/lib/contract";
import type { LocalServer, ServerBinary, ServerSettings } from "@/server/local";
import type { FleetOptions } from "@/server/poller/config";
import type { Fleet } from "@/server/ports";
import { ask } from "@/server/testing/ask";
import { groupConfig, seedOf, testFleet } from "@/server/testing/fleet";
import { linkUp, startGroup, startTestServer, stopServers, type TestGroup } from "@/server/testing/group";
import { LinkProxy } from "@/server/testing/proxy";
import { startWriter } from "@/server/testing/writer";

/** A fault of real servers that a finding tells of. */
export interface Fault {
  /** What happens, to end the sentence "it is told when". */
  readonly when: string;
  /** What such a fault may rightly open as well, until it is mended. Anything else is a false alarm. */
  readonly beside: readonly FindingCode[];
  /** The same for the time from then on until all is well. */
  readonly afterwards: readonly FindingCode[];
  /** Which server it needs, where not any will do; null: the machine has none, and the fault cannot be staged. */
  readonly on?: (matrix: readonly ServerBinary[]) => ServerBinary | null;
  /** Sets up a group in which all is well yet. */
  readonly prepare: (stage: Stage) => Promise<Prepared>;
}

export interface Watched {
  readonly watched: readonly { readonly host: string; readonly port: number }[];
  readonly password?: string;
  /** Announced address → the one it is reached at. */
  readonly addresses?: Readonly<Record<string, string>>;
  /** False: only `watched` are known. */
  readonly discover?: boolean;
  /** What is known of its backups. */
  readonly backups?: FleetOptions["backups"];
}

export interface Prepared extends Watched {
  /** Whom the finding names; null: the group as a whole. */
  readonly instance: string | null;
  /** What is told of this group also while all is well. */
  readonly standing?: readonly FindingCode[];
  readonly cause: (fleet: Fleet) => Promise<unknown>;
  readonly mend: (fleet: Fleet) => Promise<unknown>;
}

/** Faults by the finding they fire. */
export type Faults<Code extends FindingCode> = { readonly [One in Code]: Fault };

/** So often that findings which need no time are told at once, with a deadline that a busy machine keeps. */
const poll = { intervalMs: 200, timeoutMs: 1_000, discover: true };

/** Save points that no test reaches: a primary that keeps nothing on disk would be a finding of its own. */
export const persistent: ServerSettings = { save: "86400 1" };

/** What one case starts: `clear` ends all of it, last things first. */
export class Stage {
  private readonly endings: (() => unknown)[] = [];
  private fleet: Fleet | null = null;

  constructor(readonly binary: ServerBinary) {}

  async group(replicas: number, settings: ServerSettings = {}, chained = 0): Promise<TestGroup> {
    const group = await startGroup({
      binary: this.binary,
      replicas,
      chained,
      settings: { ...persistent, ...settings },
    });
    this.atEnd(group.stop);
    return group;
  }

  async server(settings: ServerSettings = {}): Promise<LocalServer> {
    const server = await startTestServer(this.binary, { ...persistent, ...settings });
    this.atEnd(() => stopServers([server]));
    return server;
  }

  /** A primary, and a replica whose link goes through a proxy. */
  async apart(
    settings: ServerSettings = {},
  ): Promise<{ primary: LocalServer; replica: LocalServer; way: LinkProxy }> {
    const primary = await this.server(settings);
    const way = await LinkProxy.start(primary);
    this.atEnd(() => way.close());
    const replica = await this.server({ ...settings, replicaof: `${way.host} ${way.port}` });
    await linkUp(replica);
    return { primary, replica, way };
  }

  /** Writes a small key every `everyMs` until the end; `padding` makes it larger. */
  async write(to: LocalServer, everyMs: number, padding = ""): Promise<void> {
    this.atEnd(await startWriter(to, everyMs, padding));
  }

  async watch({
    watched,
    password,
    addresses = {},
    discover = true,
    backups = () => null,
  }: Watched): Promise<Fleet> {
    const group = groupConfig(watched.map(seedOf), { password: password ?? null, addresses });
    const thresholds = { warnSeconds: 1, criticalSeconds: 30, warnBytes: 1024 * 1024 };
    const fleet = await testFleet([group], { poll: { ...poll, discover }, thresholds, backups });
    this.fleet = fleet;
    this.atEnd(() => fleet.close());
    return fleet;
  }

  /** Has everything read anew, what is read every 10 s as well. */
  async lookAnew(): Promise<void> {
    await this.fleet?.refresh("orders");
  }

  atEnd(end: () => unknown): void {
    this.endings.push(end);
  }

  async clear(): Promise<void> {
    for (const end of this.endings.splice(0).reverse()) await end();
  }
}

/** The only replica of a group, or the first of them. */
export function first({ replicas: [replica] }: TestGroup): LocalServer {
  if (replica === undefined) throw new Error("the group has no replica");
  return replica;
}

/** Sends `server` after `upstream`, or makes it a primary. */
export const follow = (
  server: LocalServer,
  upstream: { readonly host: string; readonly port: number } | null,
): Promise<unknown> =>
  ask(server, [
    ["REPLICAOF", ...(upstream === null ? ["NO", "ONE"] : [upstream.host, String(upstream.port)])],
  ]);

export const set = (server: LocalServer, name: string, value: string): Promise<unknown> =>
  ask(server, [["CONFIG", "SET", name, value]]);

/** Restarts with `lines` added to its config file. @returns what takes them out and restarts it again */
export async function restartWith(server: LocalServer, lines: string): Promise<() => Promise<void>> {
  const before = readFileSync(server.configPath, "utf8");
  writeFileSync(server.configPath, `${before}${lines}\n`);
  await server.restart();
  return async () => {
    writeFileSync(server.configPath, before);
    await server.restart();
  };
}
