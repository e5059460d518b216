import { setTimeout as delay } from "node:timers/promises";
import { Asker } from "../asker";
import type { TortureNode } from "../node";
import { holdingOf } from "./elements";
import { type Entry, type Kept, nowMs, type Seen } from "./history";
import { watchStalls } from "./stalls";

const EVERY_MS = 50;

/**
 * Looks at every instance all the time, past the proxies, and notes what it is; of one that becomes the primary, what it holds
 * of the newest lists; and when this process, through which all links go, could not run.
 */
export class Observer {
  private stopped = false;
  private readonly watches: readonly Promise<void>[];
  private readonly endWatch: () => void;

  constructor(
    nodes: readonly TortureNode[],
    private readonly keys: () => readonly string[],
    private readonly add: (entry: Entry) => void,
  ) {
    this.endWatch = watchStalls(add);
    this.watches = nodes.map((node) => this.watch(node));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.endWatch();
    await Promise.all(this.watches);
  }

  private async watch(node: TortureNode): Promise<void> {
    const asker = new Asker(node.host, node.port);
    let last: Seen | null = null;
    while (!this.stopped) {
      const seen = await look(node, asker);
      const changed = last === null || last.state !== seen.state || last.replid !== seen.replid;
      // A replica that is the same as before says nothing new.
      if (changed || seen.state === "primary") this.add(seen);
      if (last !== null && seen.state === "primary" && last.state !== "primary")
        for (const key of this.keys()) {
          const kept = await keptAt(node, key, "promotion", last.atMs, asker);
          if (kept !== null) this.add(kept);
        }
      last = seen;
      await delay(EVERY_MS);
    }
    asker.close();
  }
}

async function look(node: TortureNode, asker: Asker): Promise<Seen> {
  const atMs = nowMs();
  const before = node.server.state;
  const said = await asker.say();
  const gone = before === "exited" && node.server.state === "exited";
  const state = said?.role ?? (gone ? "gone" : "silent");
  const offset = said?.role === "primary" ? said.offset : null;
  return {
    kind: "seen",
    atMs,
    endMs: nowMs(),
    instance: node.id,
    state,
    replid: said?.replid ?? null,
    offset,
  };
}

/** What an instance holds of a list. Null: it did not answer. */
export async function keptAt(
  node: TortureNode,
  key: string,
  why: Kept["why"],
  sinceMs: number,
  asker = node.asker,
): Promise<Kept | null> {
  const reply = await asker.ask(["LRANGE", key, "0", "-1"]);
  if (!Array.isArray(reply)) return null;
  return {
    kind: "kept",
    why,
    atMs: nowMs(),
    sinceMs,
    instance: node.id,
    key,
    holds: holdingOf(reply.map(String)),
  };
}
