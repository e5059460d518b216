import { join } from "node:path";
import { freePort, type LocalServer, startLocalSentinel } from "@/server/local";
import type { DemoServer } from "./demo-servers";

const COUNT = 3;
const QUORUM = 2;
/** Short enough to watch: what is killed is held to be down after so long. */
const DOWN_AFTER_MS = 5_000;
const FAILOVER_TIMEOUT_MS = 20_000;

/**
 * Starts three Sentinels that watch the demo's primary as `name`. Each rewrites its own config file, in the demo's folder.
 * Whatever was started is in `started` even when this throws, so that the caller can stop it.
 */
export async function startDemoSentinels(
  binary: string,
  dir: string,
  { server: primary }: DemoServer,
  name: string,
  started: LocalServer[],
): Promise<void> {
  const start = async (n: number): Promise<void> => {
    const sentinel = await startLocalSentinel({
      binary,
      dir: join(dir, `sentinel-${n}`),
      host: primary.host,
      port: await freePort(primary.host),
      primary,
      name,
      quorum: QUORUM,
      downAfterMs: DOWN_AFTER_MS,
      failoverTimeoutMs: FAILOVER_TIMEOUT_MS,
      settings: {},
    });
    started.push(sentinel);
  };
  const starts = Array.from({ length: COUNT }, (_, n) => start(n));
  await Promise.allSettled(starts);
  await Promise.all(starts);
}
