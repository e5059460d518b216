import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Exchange } from "@/server/redis/connection";
import type { DemoServer } from "./demo-servers";

/** Sends one command to one of the demo's servers, as an application would. */
export type Send = (server: DemoServer, words: readonly string[]) => Promise<Exchange>;

/** Keys go round in a ring, so that the data set stays at about 6 MB. */
const KEYS = 20_000;
const VALUE_BYTES = 256;
const TICK_MS = 50;
/** Writes in each tick: about 25 kB/s in all. */
const STEADY = 4;
/** A burst writes this many in each tick, about 350 kB/s, for 4 s out of every 20: the backlog then holds 45 s. */
const BURST = 60;
const BURST_EVERY_TICKS = 400;
const BURST_TICKS = 80;

/**
 * A steady and a bursty writer that follow the primary, wherever it goes: after an error they ask every server
 * for its role, as a client without Sentinel would have to.
 * @returns once `signal` has fired and the last reply is in.
 */
export async function runLoad(
  servers: readonly DemoServer[],
  send: Send,
  signal: AbortSignal,
): Promise<void> {
  let primary: DemoServer | null = null;
  let written = 0;
  const write = async (to: DemoServer): Promise<void> => {
    written += 1;
    const value = randomBytes(VALUE_BYTES / 2).toString("hex");
    const outcome = await send(to, ["SET", `demo:${written % KEYS}`, value]);
    if (outcome.state !== "replied" && primary === to) primary = null;
  };
  for (let tick = 0; !signal.aborted; tick += 1) {
    primary ??= await findPrimary(servers, send);
    if (primary !== null) {
      const count = tick % BURST_EVERY_TICKS < BURST_TICKS ? BURST : STEADY;
      const to = primary;
      await Promise.all(Array.from({ length: count }, () => write(to)));
    }
    await pause(TICK_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** The server that says it is a primary; of two, the one with more replicas. Null: none says so now. */
async function findPrimary(servers: readonly DemoServer[], send: Send): Promise<DemoServer | null> {
  const answers = await Promise.all(
    servers.map(async (server) => {
      if (server.server.state !== "running") return null;
      const outcome = await send(server, ["ROLE"]);
      if (outcome.state !== "replied" || !Array.isArray(outcome.reply)) return null;
      const [role, , replicas] = outcome.reply;
      return role === "master" && Array.isArray(replicas) ? { server, replicas: replicas.length } : null;
    }),
  );
  const primaries = answers.filter((answer) => answer !== null).sort((a, b) => b.replicas - a.replicas);
  return primaries[0]?.server ?? null;
}
