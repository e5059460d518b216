import { waitFor } from "@/server/testing/wait-for";
import { startWriter } from "@/server/testing/writer";
import type { Actor } from "./actor.fixture";
import { type Foretold, Verdicts } from "./verdicts.fixture";
import { instanceOf } from "./world.fixture";

/** The ways in which links end and begin, each foretold by Tidemark and held against the servers' own counters. */
export class Oracle extends Verdicts {
  /**
   * Cuts the links of `replicas`, holds them, lets `between` happen, and lets them reconnect.
   * @param options `anew`: the held connections are cut once more, for their upstream is another process by now; `apart`:
   *   who need not be in step with their upstreams afterwards
   */
  async reconnect(
    kind: string,
    replicas: readonly Actor[],
    between: () => Promise<void>,
    { anew = false, apart = [] }: { anew?: boolean; apart?: readonly Actor[] } = {},
  ): Promise<void> {
    const { world } = this;
    const links = replicas.flatMap((replica) =>
      replica.follows === null ? [] : [{ replica, upstream: replica.follows }],
    );
    const doors = links.map(({ replica, upstream }) => world.door(replica, upstream));
    for (const door of doors) {
      door.weather.paused = true;
      door.each((connection) => connection.cut());
    }
    for (const { replica } of links)
      await waitFor(
        `${replica.name} has lost its link`,
        async () => !(await replica.view()).following?.linkUp,
      );
    await between();
    const group = await world.fleet.refresh("orders");
    const foretold = links.map(({ replica, upstream }): Foretold => {
      const resync = instanceOf(group, replica).resync;
      const verdict = resync === null ? "unknown" : resync.verdict === "full" ? "full" : "partial";
      return { replica, upstream, verdict, reason: resync?.reason ?? "nothing was said" };
    });
    const act = async () => {
      for (const door of doors) {
        door.weather.paused = false;
        door.each((connection) => (anew ? connection.cut() : connection.resume()));
      }
    };
    await this.check(kind, foretold, act, apart);
  }

  /** Kills a link that is up: it reconnects at once. */
  async kill(kind: string, replica: Actor, apart: readonly Actor[] = []): Promise<void> {
    const upstream = replica.follows;
    if (upstream === null) throw new Error(`${replica.name} follows nobody`);
    const resync = instanceOf(await this.world.fleet.refresh("orders"), replica).resync;
    const verdict = resync === null ? "unknown" : resync.verdict === "full" ? "full" : "partial";
    const reason = resync?.reason ?? "nothing was said";
    const act = async () => {
      await replica.ask("CLIENT", "KILL", "TYPE", "master");
    };
    await this.check(kind, [{ replica, upstream, verdict, reason }], act, apart);
  }

  /** Re-points a replica, or attaches a primary. */
  async move(kind: string, replica: Actor, upstream: Actor): Promise<void> {
    const action = replica.follows === null ? "attach" : "repoint";
    const foretold = await this.effects({ action, instance: replica.id, upstream: upstream.id });
    const { host, port } = this.world.door(replica, upstream);
    await this.check(kind, foretold, async () => {
      await replica.ask("REPLICAOF", host, String(port));
      replica.follows = upstream;
    });
  }

  /**
   * Re-points a replica while `primary` is written to. The proxies would hold the stream up while the replica's handshake
   * passes, so all links are straight ones meanwhile.
   */
  async moveUnderWrites(
    kind: string,
    replica: Actor,
    upstream: Actor,
    primary: Actor,
    everyMs: number,
  ): Promise<void> {
    await this.world.relay(true);
    const stop = await startWriter(primary.server, everyMs);
    const foretold = await this.effects({ action: "repoint", instance: replica.id, upstream: upstream.id });
    const { host, port } = upstream.server;
    await this.check(kind, foretold, async () => {
      await replica.ask("REPLICAOF", host, String(port));
      replica.follows = upstream;
      await waitFor(`${replica.name} follows ${upstream.name}`, async () => {
        const { following } = await replica.view();
        return following?.linkUp === true && following.upstream.port === port;
      });
      stop();
    });
    await this.world.relay(false);
  }

  /** Re-points a replica under one whose own link is cut, and then lets that reconnect. */
  async moveBelowCut(
    kind: string,
    replica: Actor,
    upstream: Actor,
    between: () => Promise<void>,
  ): Promise<void> {
    const above = upstream.follows;
    if (above === null) throw new Error(`${upstream.name} follows nobody`);
    const held = this.world.door(upstream, above);
    const door = this.world.door(replica, upstream);
    held.weather.paused = true;
    held.each((connection) => connection.cut());
    await waitFor(
      `${upstream.name} has lost its link`,
      async () => !(await upstream.view()).following?.linkUp,
    );
    await between();
    const apart = this.world.actors.filter((one) => this.world.isBelow(one, upstream));
    await this.world.settled(apart);
    const foretold = await this.effects({ action: "repoint", instance: replica.id, upstream: upstream.id });
    await this.check(kind, foretold, async () => {
      // The replica is heard when the upstream has what it lacks: in the same moment it might be ahead of it.
      door.weather.paused = true;
      await replica.ask("REPLICAOF", door.host, String(door.port));
      replica.follows = upstream;
      held.weather.paused = false;
      held.each((connection) => connection.resume());
      await this.world.settled(this.world.below(this.world.followers(upstream)));
      door.weather.paused = false;
      door.each((connection) => connection.resume());
    });
  }

  /** Re-points a replica under one whose stream stands still, though its link is up, for so long. */
  async moveBelowLagging(kind: string, replica: Actor, upstream: Actor, seconds: number): Promise<void> {
    const { world } = this;
    const primary = world.root(upstream);
    const held = world.door(upstream, upstream.follows ?? upstream);
    // Lag in seconds counts from a look at the primary before the write.
    await world.fleet.refresh("orders");
    held.each((connection) => connection.pause());
    await primary.write(2000);
    await world.settled(world.actors.filter((one) => world.isBelow(one, upstream)));
    await waitFor(`${upstream.name} is seen to be late`, async () => {
      const { lagSeconds, lagSecondsError } = instanceOf(await world.fleet.refresh("orders"), upstream);
      return (lagSeconds ?? 0) - (lagSecondsError ?? 0) >= seconds;
    });
    const foretold = await this.effects({ action: "repoint", instance: replica.id, upstream: upstream.id });
    const { host, port } = world.door(replica, upstream);
    await this.check(kind, foretold, async () => {
      await replica.ask("REPLICAOF", host, String(port));
      replica.follows = upstream;
      await waitFor(`${upstream.name} has been asked`, async () =>
        (await upstream.view()).listed.some(({ address }) => address.port === replica.server.port),
      );
      held.each((connection) => connection.resume());
    });
  }

  /** Makes a replica a primary. */
  async promote(kind: string, replica: Actor): Promise<void> {
    const foretold = await this.effects({ action: "detach", instance: replica.id });
    await this.check(kind, foretold, async () => {
      await replica.ask("REPLICAOF", "NO", "ONE");
      replica.follows = null;
    });
  }
}
