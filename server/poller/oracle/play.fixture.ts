import { setTimeout as delay } from "node:timers/promises";
import { groupConfig, idAt, seedOf, testFleet } from "@/server/testing/fleet";
import { startTestServer, stopServers } from "@/server/testing/group";
import { LinkProxy } from "@/server/testing/proxy";
import type { LocalBinary } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { Actor } from "./actor.fixture";
import { Begins, clockOf, type Forecast } from "./clock.fixture";
import type { Draw } from "./draw.fixture";
import { type Load, meanBytesPerSecond, writeAsTold } from "./load.fixture";

const REPLICAS = 3;
/** Parts of the first forecast's time after which another is made. */
const SHARES = [0.2, 0.4, 0.6];

/** A primary that is written to, and replicas whose links are cut one after the other. */
export async function play(
  binary: LocalBinary,
  draw: Draw,
  load: Load,
  horizonSeconds: number,
): Promise<Forecast[]> {
  const backlogBytes = Math.round(meanBytesPerSecond(load) * horizonSeconds);
  const servers = [await startTestServer(binary, { "repl-backlog-size": String(backlogBytes) })];
  const primary = new Actor("P", servers[0] ?? unreachable());
  const actors = [primary];
  const doors: LinkProxy[] = [];
  const addresses: Record<string, string> = {};
  for (let i = 0; i < REPLICAS; i += 1) {
    const door = await LinkProxy.start(primary.server);
    const server = await startTestServer(binary, { replicaof: `${door.host} ${door.port}` });
    doors.push(door);
    servers.push(server);
    actors.push(new Actor(`R${i}`, server));
    addresses[idAt(door)] = primary.id;
  }
  const fleet = await testFleet([groupConfig(servers.map(seedOf), { addresses })], {
    poll: { intervalMs: 250, timeoutMs: 900, discover: false },
  });
  const end = new AbortController();
  const begins = new Begins();
  const running = [writeAsTold(primary, load, end.signal), begins.watch(primary, end.signal)];
  try {
    await waitFor(
      "more than a backlog has been written",
      async () => (await primary.view()).offset > 1.2 * backlogBytes,
      90_000,
    );
    const told = await Promise.all(
      actors.slice(1).map(async (replica, at) => {
        await delay(at * draw.whole(15, 25) * 100);
        const door = doors[at] ?? unreachable();
        return clockOf(fleet, replica, primary, door, begins, SHARES);
      }),
    );
    return told.flat().map((one) => ({ ...one, load: load.name }));
  } finally {
    end.abort();
    await Promise.allSettled(running);
    await fleet.close();
    for (const actor of actors) actor.close();
    for (const door of doors) await door.close();
    await stopServers(servers);
  }
}

function unreachable(): never {
  throw new Error("there is no such server");
}
