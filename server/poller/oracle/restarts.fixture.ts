import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Actor } from "./actor.fixture";
import { Stage } from "./stage.fixture";

/** Links whose ends are other processes than before. */
export class Restarts extends Stage {
  async restartReplica(): Promise<void> {
    const { world } = this.oracle;
    const replica = this.leaf();
    const upstream = replica.follows ?? replica;
    const saved = this.draw.chance(0.7);
    const configured = this.draw.chance(0.6);
    const kind = `replica restarted, ${saved ? "with" : "without"} its data${configured ? "" : ", as a primary"}`;
    if (!configured) {
      await this.restartAlone(replica, saved);
      return this.oracle.move(kind, replica, upstream);
    }
    await replica.ask("CONFIG", "REWRITE");
    if (saved) await replica.save();
    const late = this.draw.pick([0, 2000, 80_000]);
    await this.feed(upstream, late, []);
    await this.oracle.reconnect(
      kind,
      [replica],
      () => world.restart(replica, () => (saved ? undefined : forget(replica))),
      { anew: true },
    );
  }

  /** Restarts a server as a primary. */
  async restartAlone(actor: Actor, saved: boolean): Promise<void> {
    if (saved) await actor.save();
    await this.oracle.world.restart(actor, () => {
      if (!saved) forget(actor);
      const text = readFileSync(actor.server.configPath, "utf8");
      writeFileSync(actor.server.configPath, text.replaceAll(/^(replicaof|slaveof) .*$/gm, ""));
    });
    actor.follows = null;
  }

  async restartPrimary(): Promise<void> {
    const { world } = this.oracle;
    const primary = this.root();
    const saved = this.draw.pick(["with its data", "with its data", "with older data", "without its data"]);
    await primary.ask("CONFIG", "REWRITE");
    await primary.save();
    if (saved === "with older data") await primary.write(this.draw.whole(1, 2000));
    await world.settled();
    await this.oracle.reconnect(
      `primary restarted, ${saved}`,
      world.followers(primary),
      () => world.restart(primary, () => (saved === "without its data" ? forget(primary) : undefined)),
      { anew: true },
    );
  }

  async freshUpstream(): Promise<void> {
    const { world } = this.oracle;
    const fresh = this.leaf();
    await this.restartAlone(fresh, false);
    const follower = this.replica();
    await this.oracle.move("a fresh upstream", follower, fresh);
    await this.oracle.reconnect("a fresh upstream, nothing ever written", [follower], () =>
      world.settled([follower]),
    );
  }
}

/** What a server that was killed would load at its start is gone. */
const forget = ({ server }: Actor): void => rmSync(join(server.dir, "dump.rdb"), { force: true });
