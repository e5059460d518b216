import { setTimeout as delay } from "node:timers/promises";
import { parseInfo } from "@/lib/info/parse";
import { readCounters } from "@/lib/lab/scaling-info";
import type { Watched } from "./site";

const LOOK_MS = 20;
const LINK_MS = 60_000;

async function until(what: string, signal: AbortSignal, look: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + LINK_MS;
  while (!(await look())) {
    if (performance.now() > end) throw new Error(`${what} within a minute`);
    await delay(LOOK_MS, undefined, { signal });
  }
}

/** Resolves once the replica follows the instance at that port. @throws Error when it does not within a minute */
export const untilLinked = (replica: Watched, port: number, signal: AbortSignal): Promise<void> =>
  until(`${replica.name} did not come to follow port ${port}`, signal, async () => {
    const fields = parseInfo(String(await replica.send(["INFO", "replication"])));
    return (
      fields.ok &&
      fields.value.get("master_port") === String(port) &&
      fields.value.get("master_link_status") === "up"
    );
  });

/** Resolves once each replica has applied what the primary has written by now. @throws Error when one has not within a minute */
export async function untilCaughtUp(
  primary: Watched,
  replicas: readonly Watched[],
  signal: AbortSignal,
): Promise<void> {
  const written = await offsetOf(primary);
  for (const replica of replicas)
    await until(`${replica.name} did not catch up with ${primary.name}`, signal, async () => {
      const applied = await offsetOf(replica);
      return written === null || (applied !== null && applied >= written);
    });
}

const offsetOf = async (one: Watched): Promise<number | null> =>
  readCounters(await one.send(["INFO", "replication"]))?.offset ?? null;
