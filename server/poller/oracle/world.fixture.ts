import type { Group } from "@/lib/contract";
import type { PlanContext } from "@/lib/plan";
import type { LocalServer } from "@/server/local";
import { monotonicClock } from "@/server/poller/config";
import type { Fleet } from "@/server/ports";
import { groupConfig, idAt, seedOf, testFleet } from "@/server/testing/fleet";
import { startTestServer, stopServers } from "@/server/testing/group";
import { LinkProxy } from "@/server/testing/proxy";
import type { LocalBinary } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { Actor } from "./actor.fixture";

const NAMES = ["A", "B", "C", "D"];
/** No PING moves an offset unless a trial wants one. */
export const NEVER = "3600";

/** Four servers, a door for every link they can have, and a fleet that watches them. */
export class World {
  private constructor(
    readonly binary: LocalBinary,
    readonly actors: readonly Actor[],
    readonly fleet: Fleet,
    private readonly doors: ReadonlyMap<string, LinkProxy>,
  ) {}

  /** The first is the primary; nobody has followed it yet. */
  static async open(binary: LocalBinary, backlogBytes: number): Promise<World> {
    const settings = {
      "repl-ping-replica-period": NEVER,
      "repl-backlog-size": String(backlogBytes),
      "replica-priority": "100",
    };
    const servers: LocalServer[] = [];
    for (const _ of NAMES) servers.push(await startTestServer(binary, settings));
    const actors = servers.map((server, index) => new Actor(NAMES[index] ?? "?", server));
    const doors = new Map<string, LinkProxy>();
    const addresses: Record<string, string> = {};
    for (const replica of actors)
      for (const upstream of actors.filter((one) => one !== replica)) {
        const door = await LinkProxy.start(upstream.server);
        doors.set(`${replica.name}${upstream.name}`, door);
        addresses[idAt(door)] = upstream.id;
      }
    const fleet = await testFleet([groupConfig(servers.map(seedOf), { addresses })], {
      poll: { intervalMs: 1000, timeoutMs: 900, discover: false },
    });
    return new World(binary, actors, fleet, doors);
  }

  async close(): Promise<void> {
    await this.fleet.close();
    for (const actor of this.actors) actor.close();
    await Promise.all([...this.doors.values()].map((door) => door.close()));
    await stopServers(this.actors.map(({ server }) => server));
  }

  /** The address by which `replica`, and nobody else, follows `upstream`. */
  door(replica: Actor, upstream: Actor): LinkProxy {
    const door = this.doors.get(`${replica.name}${upstream.name}`);
    if (door === undefined) throw new Error(`there is no way from ${replica.name} to ${upstream.name}`);
    return door;
  }

  actorOf(id: string): Actor {
    const actor = this.actors.find((one) => one.id === id);
    if (actor === undefined) throw new Error(`nobody is ${id}`);
    return actor;
  }

  root(actor: Actor): Actor {
    return actor.follows === null ? actor : this.root(actor.follows);
  }

  followers(actor: Actor): Actor[] {
    return this.actors.filter((one) => one.follows === actor);
  }

  isBelow(actor: Actor, above: Actor): boolean {
    return actor === above || (actor.follows !== null && this.isBelow(actor.follows, above));
  }

  /** These, and all below them. */
  below(actors: readonly Actor[]): Actor[] {
    return this.actors.filter((one) => actors.some((above) => this.isBelow(one, above)));
  }

  /** What a plan is made from, read anew as before any action. */
  async context(): Promise<PlanContext> {
    return {
      group: await this.fleet.refresh("orders"),
      members: this.fleet.members("orders"),
      resolve: this.fleet.resolver("orders"),
      nowMs: monotonicClock.nowMs(),
      id: "plan",
      settings: { failoverTimeoutSeconds: 3, planLifeSeconds: 60 },
    };
  }

  /** Kills and restarts a server; resolves when the fleet has read the new process. */
  async restart(actor: Actor, between: () => void): Promise<void> {
    const before = instanceOf(await this.fleet.refresh("orders"), actor).runId;
    await actor.server.kill();
    between();
    await actor.server.restart();
    await waitFor(`${actor.name} is read as a new process`, async () => {
      const now = instanceOf(await this.fleet.refresh("orders"), actor);
      return now.reachable && now.runId !== before && now.persistence?.loading === false;
    });
  }

  /** Has all links go straight to their upstreams, or through their doors again; they continue. */
  async relay(straight: boolean): Promise<void> {
    for (const replica of this.actors) {
      if (replica.follows === null) continue;
      const { host, port } = straight ? replica.follows.server : this.door(replica, replica.follows);
      await replica.ask("REPLICAOF", host, String(port));
      await this.settled();
    }
  }

  /**
   * Resolves when every replica but `apart` and those below it has its link and stands where its upstream does, in the same
   * history. Who lost its link to one that is apart cannot have it back before that one has its own (NOMASTERLINK).
   */
  async settled(apart: readonly Actor[] = []): Promise<void> {
    const isApart = (one: Actor): boolean =>
      apart.includes(one) || (one.follows !== null && isApart(one.follows));
    const followers = this.actors.filter((one) => one.follows !== null && !isApart(one));
    let last = "";
    await waitFor("all links are up, and nothing is on its way", async () => {
      for (const replica of followers) {
        const upstream = replica.follows;
        if (upstream === null) continue;
        const below = await replica.view();
        const above = await upstream.view();
        const ports = [this.door(replica, upstream).port, upstream.server.port];
        const linked = below.following?.linkUp === true && ports.includes(below.following.upstream.port);
        // Fed only once it is listed as online, though it says that its link is up.
        const fed = above.listed.some(
          ({ address, state }) => address.port === replica.server.port && state === "online",
        );
        if (linked && fed && below.offset === above.offset && below.replid === above.replid) continue;
        last = `${replica.name} under ${upstream.name}: ${JSON.stringify({ below, above })}\n${replica.server.logTail(8)}`;
        return false;
      }
      return true;
    }).catch((error: Error) => {
      throw new Error(`${error.message}\n${last}`);
    });
  }
}

export function instanceOf(group: Group, actor: Actor) {
  const found = group.instances.find(({ id }) => id === actor.id);
  if (found === undefined) throw new Error(`${actor.name} is not watched`);
  return found;
}
