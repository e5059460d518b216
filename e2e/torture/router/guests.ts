import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Guests } from "../run";
import { ruling, type World } from "../world";
import { Clients } from "./clients";
import { truth } from "./flavour";
import { type Entry, type History, nowMs } from "./history";
import { keptAt, Observer } from "./observer";

/** As the routers have it by themselves. */
const POLL_MS = 500;
const DEADLINE_MS = 2_000;
const PROCESSES = 2;

/** Users of the true router who live in the world of the dashboards, and meet all that befalls it. */
export class RouterGuests implements Guests {
  private readonly entries: Entry[] = [];
  private calmSinceMs: number | null = null;
  private epoch = 0;
  private readonly add = (entry: Entry): void => void this.entries.push(entry);

  private constructor(
    private readonly world: World,
    private readonly clients: Clients,
    private readonly observer: Observer,
  ) {}

  /** Resolves when their routers are ready. */
  static async join(world: World, seed: number): Promise<RouterGuests> {
    const members = world.nodes.map(({ front }) => front);
    const early: Entry[] = [];
    let add = (entry: Entry): void => void early.push(entry);
    const tell = (entry: Entry): void => add(entry);
    const options = {
      members,
      flavours: [truth],
      processes: PROCESSES,
      pollMs: POLL_MS,
      deadlineMs: DEADLINE_MS,
      // Each WAIT makes the replicas acknowledge at once, which hides from the dashboards when they would by themselves: their switchovers
      // then pause writes for up to a second.
      waits: false,
    };
    const clients = await Clients.start({ ...options, add: tell });
    // What it was when the newest lists were young is enough: older ones are judged already.
    const observer = new Observer(world.nodes, () => clients.keys.slice(-2), tell);
    const guests = new RouterGuests(world, clients, observer);
    const ids = world.nodes.map(({ id }) => id);
    guests.add({
      kind: "world",
      atMs: nowMs(),
      seed,
      pollMs: POLL_MS,
      deadlineMs: DEADLINE_MS,
      members: ids,
    });
    for (const entry of early) guests.add(entry);
    add = guests.add;
    guests.turn();
    return guests;
  }

  /** All that was seen, in the order in which it began. */
  get history(): History {
    return this.entries.toSorted((a, b) => a.atMs - b.atMs);
  }

  async settled(): Promise<void> {
    // The newest list is still written to by calls that began before.
    await this.keep(this.clients.keys.slice(-2, -1));
    this.turn();
  }

  healed(): void {
    this.calmSinceMs = nowMs();
  }

  async leave(): Promise<void> {
    if (this.calmSinceMs !== null) this.add({ kind: "calm", atMs: this.calmSinceMs, untilMs: nowMs() });
    await this.clients.stop();
    await this.keep(this.clients.keys.slice(-2));
    await this.observer.stop();
  }

  async close(): Promise<void> {
    this.clients.kill();
    await this.observer.stop();
  }

  writeTo(dir: string): void {
    mkdirSync(dir, { recursive: true });
    const text = this.history.map((entry) => `${JSON.stringify(entry)}\n`).join("");
    writeFileSync(join(dir, "routers.jsonl"), text);
  }

  private turn(): void {
    this.epoch += 1;
    this.clients.turnTo(String(this.epoch));
  }

  private async keep(keys: readonly string[]): Promise<void> {
    const primary = ruling(await this.world.truth());
    for (const key of keys) {
      const kept = primary === null ? null : await keptAt(this.world.node(primary), key, "end", nowMs());
      if (kept !== null) this.add(kept);
    }
  }
}
