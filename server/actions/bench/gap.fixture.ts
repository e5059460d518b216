import { setTimeout as delay } from "node:timers/promises";
import { Connection } from "@/server/redis/connection";
import { usualNetworks } from "@/server/redis/networks";

interface Place {
  readonly host: string;
  readonly port: number;
}

const nobody = { username: null, password: null };
const EVERY_MS = 5;
const REPLY_MS = 20_000;

/** How long nobody took a write, as a client would have met it. */
export interface GapMeter {
  /** Stops writing, and gives the longest time between two acknowledged writes. Milliseconds. */
  stop(): Promise<number>;
}

/** Writes to every server all the time, each with a client of its own; whichever acknowledges a write counts. */
export async function measureGaps(servers: readonly Place[]): Promise<GapMeter> {
  let lastMs = performance.now();
  let longestMs = 0;
  let stopped = false;
  const connections = new Set<Connection>();
  const write = async (server: Place): Promise<void> => {
    let connection: Connection | null = null;
    while (!stopped) {
      if (connection === null) {
        const opened = await Connection.open(
          { endpoint: server, networks: usualNetworks, tls: null },
          nobody,
          1000,
        );
        connection = opened.ok ? opened.value : null;
        if (connection !== null) connections.add(connection);
      }
      const exchange = (await connection?.send(["SET", "gap", "1"], REPLY_MS)) ?? null;
      if (exchange?.state === "replied") {
        const nowMs = performance.now();
        longestMs = Math.max(longestMs, nowMs - lastMs);
        lastMs = nowMs;
      } else if (exchange?.state !== "refused") connection = null;
      await delay(EVERY_MS);
    }
  };
  const loops = servers.map(({ host, port }) => write({ host, port }));
  return {
    async stop() {
      longestMs = Math.max(longestMs, performance.now() - lastMs);
      stopped = true;
      for (const connection of connections) connection.close();
      await Promise.all(loops);
      return longestMs;
    },
  };
}
