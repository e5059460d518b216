import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findServer } from "@/server/local";
import { freePort } from "@/server/local/free-port";
import { smallDisk } from "@/server/testing/small-disk";
import { waitFor } from "@/server/testing/wait-for";
import type { Said } from "./asker";
import { changes } from "./commands";
import { Dashboard } from "./dashboard";
import type { Id, Roles } from "./history";
import { loginsOf, TortureNode } from "./node";
import type { Recorder } from "./recorder";
import { isRouter } from "./router/login";

export const GROUP = "orders";
export const DECOY = "decoy";
export const POLL_INTERVAL_MS = 500;
export const WRITE_PAUSE_MS = 3_000;
const STORE_MIB = 256;

export interface WorldOptions {
  /** The built command line that the dashboards run. */
  readonly cli: string;
  readonly dashboards: 1 | 2;
  /** The dashboards hear no Ctrl-C of the terminal: whoever started the world ends it in order. */
  readonly deaf?: boolean;
  /** For the dashboards' processes. */
  readonly env?: Record<string, string>;
}

/** Two groups of real servers behind proxies, and dashboards that share one store. */
export interface World {
  readonly dir: string;
  /** Where the dashboards' store lies. */
  readonly dataDir: string;
  /** Of the group that is tortured. */
  readonly nodes: readonly TortureNode[];
  /** Of the group that nobody may touch. */
  readonly decoys: readonly TortureNode[];
  readonly dashboards: readonly Dashboard[];
  readonly disk: { fill(): void; free(): void };
  node(id: Id): TortureNode;
  /** What the instances of the tortured group say of themselves now; null: no answer. */
  truth(): Promise<ReadonlyMap<Id, Said | null>>;
  close(): Promise<void>;
}

export async function startWorld(options: WorldOptions, recorder: Recorder): Promise<World> {
  const binary = await findServer({ say: (line) => process.stderr.write(`${line}\n`) });
  if ("missing" in binary) throw new Error(binary.missing);
  const dir = mkdtempSync(join(tmpdir(), "tidemark-torture-"));
  const undo: (() => unknown)[] = [() => rmSync(dir, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const start = async (upstream: TortureNode | null): Promise<TortureNode> => {
      const node = await TortureNode.start(binary, upstream, (id) => ({ atMs, user, words }) => {
        if (changes(words) && !isRouter(user))
          recorder.add({ kind: "sent", atMs, instance: id, user, words });
      });
      undo.push(() => node.close());
      return node;
    };
    const primary = await start(null);
    const first = await start(primary);
    const nodes = [primary, first, await start(primary), await start(first)];
    const decoy = await start(null);
    const decoys = [decoy, await start(decoy)];
    await waitFor("all links are up", async () => {
      const said = await Promise.all([...nodes, ...decoys].map((node) => node.asker.say()));
      return said.every((one) => one?.role === "primary" || one?.linkUp === true);
    });
    const disk = smallDisk(STORE_MIB);
    undo.push(() => disk.close());
    mkdirSync(join(disk.dir, "data"), { mode: 0o700 });
    const dashboards: Dashboard[] = [];
    for (let n = 0; n < options.dashboards; n += 1) {
      const port = await freePort("127.0.0.1");
      const settings = settingsOf(n, port, join(disk.dir, "data"), nodes, decoys);
      const dashboard = new Dashboard(n, { cli: options.cli, dir, deaf: options.deaf ?? false }, settings);
      undo.push(() => dashboard.kill("SIGINT"));
      await dashboard.start(options.env);
      dashboards.push(dashboard);
    }
    const byId = new Map([...nodes, ...decoys].map((node) => [node.id, node]));
    return {
      dir,
      dataDir: join(disk.dir, "data"),
      nodes,
      decoys,
      dashboards,
      disk,
      node(id) {
        const found = byId.get(id);
        if (found === undefined) throw new Error(`there is no instance ${id}`);
        return found;
      },
      truth: async () =>
        new Map(await Promise.all(nodes.map(async (node) => [node.id, await node.asker.say()] as const))),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const settingsOf = (
  n: number,
  port: number,
  dataDir: string,
  nodes: readonly TortureNode[],
  decoys: readonly TortureNode[],
): unknown => ({
  listen: `127.0.0.1:${port}`,
  "data-dir": dataDir,
  poll: { interval: `${POLL_INTERVAL_MS}ms`, timeout: "800ms" },
  actions: { "failover-timeout": `${WRITE_PAUSE_MS}ms` },
  groups: [
    { name: GROUP, seeds: seedsOf(nodes), ...loginsOf(n).poller, operator: loginsOf(n).operator },
    { name: DECOY, seeds: seedsOf(decoys), ...loginsOf(n).poller, operator: loginsOf(n).operator },
  ],
});

/** All of them: a dashboard that starts while one is down must find the others. */
const seedsOf = (nodes: readonly TortureNode[]): string[] => nodes.map(({ id }) => `redis://${id}`);

/** Roles alone, of what the instances say; null where one of them says nothing. */
export function rolesOf(truth: ReadonlyMap<Id, Said | null>): Roles | null {
  const roles: Record<Id, { role: "primary" | "replica"; upstream: Id | null }> = {};
  for (const [id, said] of truth) {
    if (said === null) return null;
    roles[id] = { role: said.role, upstream: said.upstream };
  }
  return roles;
}

/** Whether the group is as one would leave it: one primary, everybody below it, every link up. */
export function isWell(truth: ReadonlyMap<Id, Said | null>): boolean {
  const primaries = [...truth].filter(([, said]) => said?.role === "primary");
  const [root] = primaries;
  if (root === undefined || primaries.length > 1) return false;
  return [...truth].every(([id, said]) => {
    if (said === null) return false;
    if (id === root[0]) return true;
    return said.linkUp && said.replid === root[1]?.replid && hangsBelow(truth, id, root[0]);
  });
}

/** Whether `id` is `root`, or follows it, over however many others. */
export function hangsBelow(truth: ReadonlyMap<Id, Said | null>, id: Id, root: Id): boolean {
  let at: Id | null = id;
  for (let steps = 0; steps <= truth.size && at !== null; steps += 1) {
    if (at === root) return true;
    at = truth.get(at)?.upstream ?? null;
  }
  return false;
}

/** The primary that clients would be sent to: of several, the one that most follow, then the furthest. */
export function ruling(truth: ReadonlyMap<Id, Said | null>): Id | null {
  const below = (root: Id): number => [...truth.keys()].filter((id) => hangsBelow(truth, id, root)).length;
  const primaries = [...truth].flatMap(([id, said]) => (said?.role === "primary" ? [{ id, said }] : []));
  primaries.sort((a, b) => below(b.id) - below(a.id) || b.said.offset - a.said.offset);
  return primaries[0]?.id ?? null;
}
