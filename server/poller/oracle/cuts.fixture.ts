import { waitFor } from "@/server/testing/wait-for";
import type { Actor } from "./actor.fixture";
import { standBesideBlock, writeUntilBegin } from "./edge.fixture";
import { Stage } from "./stage.fixture";

const BACKLOGS = [16, 16, 24, 32, 64].map((kib) => kib * 1024);

/** Links that end, and begin again to the same upstream. */
export class Cuts extends Stage {
  kill(): Promise<void> {
    return this.oracle.kill("killed", this.replica());
  }

  async cut(kind: string, amount: (backlogBytes: number) => number): Promise<void> {
    const replica = this.replica();
    const upstream = replica.follows ?? replica;
    await this.oracle.reconnect(kind, [replica], async () => {
      const { backlog } = await upstream.view();
      await this.feed(upstream, amount(backlog.sizeBytes), [replica]);
    });
  }

  async cutAtEdge(): Promise<void> {
    const kind = "cut beside the backlog's first byte";
    const { world } = this.oracle;
    const primary = this.root();
    const replica = this.draw.pick(world.followers(primary));
    const beside = this.draw.pick([-2, -1, -1, 0, 0, 1]);
    const before7 = world.binary.version.startsWith("6.");
    const first = before7 ? null : await standBesideBlock(primary, beside);
    await world.settled();
    await this.oracle.reconnect(kind, [replica], async () => {
      const { backlog } = await primary.view();
      const needed = (await replica.view()).offset + 1;
      if (first === null) await primary.writeUpTo(needed - beside + backlog.sizeBytes - 1);
      else await writeUntilBegin(primary, first);
      await world.settled([replica]);
    });
  }

  async cutTwice(): Promise<void> {
    const upper = (await this.deep()).follows ?? this.replica();
    const { world } = this.oracle;
    const lower = world.followers(upper);
    await this.oracle.reconnect("cut twice in a chain", [upper, ...lower], async () => {
      const { backlog } = await world.root(upper).view();
      const bytes = this.draw.pick([0, 3000, backlog.sizeBytes * 3]);
      if (bytes > 0) await world.root(upper).write(bytes);
      await world.settled([upper, ...lower]);
    });
  }

  async changedId(): Promise<void> {
    const primary = this.root();
    await primary.ask("DEBUG", "CHANGE-REPL-ID");
    await this.estranged(this.draw.shuffled(this.oracle.world.followers(primary)));
  }

  /** Kills the links of replicas whose primary counts in another history by now. */
  async estranged(replicas: readonly Actor[]): Promise<void> {
    const { world } = this.oracle;
    for (const [index, replica] of replicas.entries())
      await this.oracle.kill("killed after a change of id", replica, world.below(replicas.slice(index + 1)));
  }

  async resize(): Promise<void> {
    const replica = this.replica();
    const upstream = replica.follows ?? replica;
    await this.oracle.reconnect("backlog resized", [replica], async () => {
      const { backlog } = await upstream.view();
      await this.feed(upstream, this.draw.pick([0, 5000, backlog.sizeBytes * 0.8]), [replica]);
      const size = this.draw.pick(BACKLOGS.filter((one) => one !== backlog.sizeBytes));
      await upstream.ask("CONFIG", "SET", "repl-backlog-size", String(size));
      await this.feed(upstream, this.draw.pick([0, 0, 2000]), [replica]);
    });
  }

  async giveUpBacklog(): Promise<void> {
    const { world } = this.oracle;
    const primary = this.root();
    await primary.ask("CONFIG", "SET", "repl-backlog-ttl", "1");
    await this.oracle.reconnect("backlog given up", world.followers(primary), async () => {
      await waitFor("the backlog is given up", async () => !(await primary.view()).backlog.active);
      await primary.ask("CONFIG", "SET", "repl-backlog-ttl", "3600");
    });
  }

  /** The replica gives its position up when a copy begins, and has none while that one does not end. */
  async breakOffCopy(): Promise<void> {
    const { world } = this.oracle;
    const upstream = this.root();
    const replica = this.draw.pick(world.followers(upstream));
    const door = world.door(replica, upstream);
    await upstream.write(20_000);
    await upstream.ask("DEBUG", "CHANGE-REPL-ID");
    // Microseconds for each of some ten keys: long enough to be seen.
    await upstream.ask("CONFIG", "SET", "rdb-key-save-delay", "50000");
    door.each((connection) => connection.cut());
    await waitFor("a copy has begun", async () => (await replica.view()).following?.sync !== null);
    await upstream.ask("CONFIG", "SET", "rdb-key-save-delay", "0");
    const others = world.followers(upstream).filter((one) => one !== replica);
    await this.oracle.reconnect(
      "copy broken off",
      [replica],
      async () => {
        await waitFor("the copy is over", async () => (await replica.view()).following?.sync === null);
      },
      { apart: world.below(others) },
    );
    await this.estranged(others);
  }
}
