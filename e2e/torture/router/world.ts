import { setTimeout as delay } from "node:timers/promises";
import { findServer } from "@/server/local";
import { waitFor } from "@/server/testing/wait-for";
import { TortureNode } from "../node";
import { Clients } from "./clients";
import type { Flavour } from "./flavour";
import { type Entry, nowMs } from "./history";
import { PROCESSES } from "./login";
import { keptAt, Observer } from "./observer";

/** What is on its way to a list when its clients turn to another has ended by then. */
const LATE_MS = 150;

export interface RouterWorldOptions {
  readonly seed: number;
  readonly flavours: readonly Flavour[];
  readonly pollMs: number;
  readonly deadlineMs: number;
  readonly add: (entry: Entry) => void;
}

/** A primary and two replicas behind proxies, nobody's but the routers'; and clients that use these. */
export class RouterWorld {
  private epoch = 0;

  private constructor(
    readonly nodes: readonly TortureNode[],
    readonly clients: Clients,
    private readonly observer: Observer,
    readonly options: RouterWorldOptions,
    /** When a process of the suite was last seen not to be given the machine. */
    readonly stalled: { readonly untilMs: number },
  ) {}

  static async start(options: RouterWorldOptions): Promise<RouterWorld> {
    const { seed, pollMs, deadlineMs } = options;
    const stalled = { untilMs: 0 };
    const add = (entry: Entry): void => {
      if (entry.kind === "stall") stalled.untilMs = Math.max(stalled.untilMs, entry.untilMs);
      options.add(entry);
    };
    const binary = await findServer({ say: (line) => process.stderr.write(`${line}\n`) });
    if ("missing" in binary) throw new Error(binary.missing);
    const nodes: TortureNode[] = [];
    try {
      for (const upstream of [0, 1, 1])
        nodes.push(
          await TortureNode.start(binary, upstream === 0 ? null : (nodes[0] ?? null), () => () => {}),
        );
      await waitFor("all links are up", () => isWhole(nodes));
      add({ kind: "world", atMs: nowMs(), seed, pollMs, deadlineMs, members: nodes.map(({ id }) => id) });
      const members = nodes.map(({ front }) => front);
      const clients = await Clients.start({ ...options, add, members, processes: PROCESSES });
      const observer = new Observer(nodes, () => clients.keys.slice(-options.flavours.length), add);
      const world = new RouterWorld(nodes, clients, observer, options, stalled);
      world.turn();
      return world;
    } catch (error) {
      await Promise.all(nodes.map((node) => node.close()));
      throw error;
    }
  }

  get flavours(): number {
    return this.options.flavours.length;
  }

  note(text: string): void {
    this.options.add({ kind: "note", atMs: nowMs(), text });
  }

  /** The primary and its replicas now. @throws Error where the group is not whole */
  async roles(): Promise<{
    readonly primary: TortureNode;
    readonly replicas: readonly [TortureNode, TortureNode];
  }> {
    const said = await Promise.all(this.nodes.map(async (node) => ({ node, said: await node.asker.say() })));
    const of = (role: string): TortureNode[] =>
      said.flatMap((one) => (one.said?.role === role ? [one.node] : []));
    const [[primary], [first, second]] = [of("primary"), of("replica")];
    if (primary === undefined || first === undefined || second === undefined)
      throw new Error("the group is not whole");
    return { primary, replicas: [first, second] };
  }

  /** Puts everybody below `primary`, and resolves when all follow it. */
  async mend(primary: TortureNode): Promise<void> {
    await this.command(primary, ["REPLICAOF", "NO", "ONE"]);
    for (const node of this.nodes) if (node !== primary) await this.follow(node, primary);
    await waitFor("the group is whole", () => isWhole(this.nodes));
    // Whoever is killed comes back in the role it had.
    for (const node of this.nodes) await this.command(node, ["CONFIG", "REWRITE"]);
  }

  follow(node: TortureNode, upstream: TortureNode): Promise<void> {
    return this.command(node, ["REPLICAOF", upstream.front.host, String(upstream.front.port)]);
  }

  /** Asks until it is obeyed: an instance that loads its data refuses for a moment. */
  async command(node: TortureNode, words: readonly string[]): Promise<void> {
    await waitFor(
      `${node.id} obeys ${words.join(" ")}`,
      async () => (await node.asker.ask(words)) !== undefined,
    );
  }

  /** Has the clients turn to new lists, and notes what the primary holds of those before. */
  async nextEpoch(): Promise<void> {
    const before = this.clients.keys.slice(-this.flavours);
    this.turn();
    await delay(LATE_MS);
    await this.keep(before);
  }

  /** The clients end what is on its way; then all lists are noted once more. */
  async stop(): Promise<void> {
    await this.clients.stop();
    await this.keep(this.clients.keys.slice(-this.flavours));
    await this.observer.stop();
  }

  async close(): Promise<void> {
    this.clients.kill();
    await this.observer.stop();
    await Promise.all(this.nodes.map((node) => node.close()));
  }

  private turn(): void {
    this.epoch += 1;
    this.clients.turnTo(String(this.epoch));
  }

  private async keep(keys: readonly string[]): Promise<void> {
    const { primary } = await this.roles();
    for (const key of keys) {
      const kept = await keptAt(primary, key, "end", nowMs());
      if (kept === null) throw new Error(`${primary.id} does not list ${key}`);
      this.options.add(kept);
    }
  }
}

/** One primary, and everybody else is linked into its history. */
export async function isWhole(nodes: readonly TortureNode[]): Promise<boolean> {
  const said = await Promise.all(nodes.map(({ asker }) => asker.say()));
  const primaries = said.filter((one) => one?.role === "primary");
  return (
    primaries.length === 1 &&
    said.every(
      (one) => one !== null && one.replid === primaries[0]?.replid && (one.role === "primary" || one.linkUp),
    )
  );
}
