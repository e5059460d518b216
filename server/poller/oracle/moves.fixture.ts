import { ping } from "./edge.fixture";
import { Stage } from "./stage.fixture";
import { NEVER } from "./world.fixture";

/** Links that are moved to another upstream. */
export class Moves extends Stage {
  async repoint(kind: string): Promise<void> {
    const { replica, upstream } = this.moved();
    await this.oracle.move(kind, replica, upstream);
  }

  /**
   * Only to the top and to its direct replicas: what they are sent leaves in one go with what the moved replica is sent.
   * Farther down, whoever hands it on may be held up for longer than the handshake takes.
   */
  async repointUnderWrites(): Promise<void> {
    const primary = this.root();
    const { replica, upstream } = this.moved((one) => (one.follows ?? primary) === primary);
    await this.oracle.moveUnderWrites(
      "re-pointed, written to",
      replica,
      upstream,
      primary,
      this.draw.pick([1, 2, 5]),
    );
  }

  /** The upstream's link hands on nothing more, while the replica still receives what is written. */
  async repointBelowLagging(): Promise<void> {
    const { world } = this.oracle;
    const upper = this.leaf();
    const others = world.actors.filter((one) => one.follows !== null && !world.isBelow(upper, one));
    if (others.length === 0) return this.repoint("re-pointed, quiet");
    const replica = this.draw.pick(others);
    const seconds = this.draw.pick([0.3, 1.5, 1.5]);
    await this.oracle.moveBelowLagging("re-pointed under one that lags", replica, upper, seconds);
  }

  async repointFromDeadPort(): Promise<void> {
    const { world } = this.oracle;
    const { replica, upstream } = this.moved();
    await replica.ask("REPLICAOF", "127.0.0.1", "1");
    const { backlog } = await upstream.view();
    const bytes = this.draw.pick([0, 1000, backlog.sizeBytes + 20_000, backlog.sizeBytes * 3]);
    await this.feed(
      upstream,
      bytes,
      world.actors.filter((one) => world.isBelow(one, replica)),
    );
    await this.oracle.move("re-pointed from nowhere", replica, upstream);
  }

  async repointBelowCut(): Promise<void> {
    const { world } = this.oracle;
    const upper = this.leaf();
    const others = world.actors.filter((one) => one.follows !== null && !world.isBelow(upper, one));
    if (others.length === 0) return this.repoint("re-pointed, quiet");
    const replica = this.draw.pick(others);
    await this.oracle.moveBelowCut("re-pointed under one without a link", replica, upper, async () => {
      const { backlog } = await world.root(upper).view();
      const bytes = this.draw.pick([0, 3000, backlog.sizeBytes * 3]);
      if (bytes > 0) await world.root(upper).write(bytes);
    });
  }

  async promoteSibling(): Promise<void> {
    const kind = "a sibling promoted";
    const { world } = this.oracle;
    const primary = this.root();
    const chosen = this.draw.pick(world.followers(primary));
    await this.oracle.promote(kind, chosen);
    const does = this.draw.pick(["nothing", "old writes", "old pings", "new writes", "both write"]);
    if (does === "old writes" || does === "both write") await primary.write(this.draw.whole(1, 3000));
    if (does === "new writes" || does === "both write") await chosen.write(this.draw.whole(1, 3000));
    if (does === "old pings" && world.followers(primary).length > 0) await ping(primary, NEVER);
    await world.settled();
    const [sibling] = this.draw.shuffled(world.followers(primary));
    if (sibling !== undefined && this.draw.chance(0.5))
      await this.oracle.move(`${kind}: ${does}, sibling`, sibling, chosen);
    await this.oracle.move(`${kind}: ${does}, old primary`, primary, chosen);
  }

  async promoteTwo(): Promise<void> {
    const { world } = this.oracle;
    const primary = this.root();
    const [one, two] = this.draw.shuffled(world.followers(primary));
    if (one === undefined || two === undefined) return this.promoteSibling();
    await this.oracle.promote("two promoted", one);
    await this.oracle.promote("two promoted", two);
    if (this.draw.chance(0.7)) await one.write(this.draw.whole(1, 3000));
    if (this.draw.chance(0.7)) await two.write(this.draw.whole(1, 3000));
    await world.settled();
    await this.oracle.move("two promoted", two, one);
  }
}
