import { Connection } from "@/server/redis/connection";
import { usualNetworks } from "@/server/redis/networks";
import { ask } from "@/server/testing/ask";
import { idAt } from "@/server/testing/fleet";

interface Place {
  readonly host: string;
  readonly port: number;
}

const nobody = { username: null, password: null };
const REPLY_MS = 15_000;

/** Clients that write unique ids as fast as they are answered, to whichever server takes writes. */
export interface Writers {
  readonly acknowledged: () => number;
  /** Stops them and resolves once none has a write on its way. */
  stop(): Promise<void>;
  /** Ids that were acknowledged and are not on `server`. */
  lostOn(server: Place): Promise<string[]>;
}

export function startWriters(servers: readonly Place[], count: number): Writers {
  const acked = new Set<string>();
  let stopped = false;
  const writers = Array.from({ length: count }, async (_, writer) => {
    let at = 0;
    let connection: Connection | null = null;
    for (let n = 0; !stopped; n += 1) {
      const server = servers[at % servers.length];
      if (server === undefined) return;
      if (connection === null) {
        const opened = await Connection.open(
          { endpoint: { host: server.host, port: server.port }, networks: usualNetworks, tls: null },
          nobody,
          1000,
        );
        connection = opened.ok ? opened.value : null;
      }
      const id = `${writer}:${n}`;
      const exchange = (await connection?.send(["SADD", "acked", id], REPLY_MS)) ?? null;
      if (exchange?.state === "replied") acked.add(id);
      else {
        connection?.close();
        connection = null;
        at += 1;
      }
    }
    connection?.close();
  });
  return {
    acknowledged: () => acked.size,
    async stop() {
      stopped = true;
      await Promise.all(writers);
    },
    async lostOn(server) {
      const lost = new Set(acked);
      // In pages: a quick machine acknowledges more ids than a reply of ours may list.
      let cursor = "0";
      do {
        const page = await ask(server, [["SSCAN", "acked", cursor, "COUNT", "10000"]]);
        const [next, members] = Array.isArray(page) ? page : [];
        for (const id of Array.isArray(members) ? members : []) lost.delete(String(id));
        cursor = String(next ?? "0");
      } while (cursor !== "0");
      return [...lost];
    },
  };
}

interface Accepted {
  readonly server: string;
  readonly sentMs: number;
  readonly receivedMs: number;
}

/** Writes a canary to every server every 50 ms and keeps which of them took it, and when. */
export interface Observer {
  stop(): Promise<void>;
  /** Servers that took a write between two writes of another: both were writable. Good for one switchover. */
  overlaps(): string[];
}

export function startObserver(servers: readonly Place[]): Observer {
  const accepted: Accepted[] = [];
  let stopped = false;
  const eyes = servers.map(async (server) => {
    let connection: Connection | null = null;
    while (!stopped) {
      const nextMs = performance.now() + 50;
      if (connection === null) {
        const opened = await Connection.open(
          { endpoint: { host: server.host, port: server.port }, networks: usualNetworks, tls: null },
          nobody,
          500,
        );
        connection = opened.ok ? opened.value : null;
      }
      const sentMs = performance.now();
      const exchange = (await connection?.send(["SET", "canary", String(sentMs)], REPLY_MS)) ?? null;
      if (exchange?.state === "replied")
        accepted.push({ server: idAt(server), sentMs, receivedMs: performance.now() });
      else if (exchange?.state !== "refused") connection = null;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, nextMs - performance.now())));
    }
    connection?.close();
  });
  return {
    async stop() {
      stopped = true;
      await Promise.all(eyes);
    },
    overlaps: () => overlapsIn(accepted),
  };
}

/** Servers whose acceptance lies wholly between two acceptances of another server, as `a, then b, then a`. */
export function overlapsIn(accepted: readonly Accepted[]): string[] {
  const servers = [...new Set(accepted.map((one) => one.server))];
  const found = servers.flatMap((server) => {
    const own = accepted.filter((one) => one.server === server);
    const firstMs = Math.min(...own.map((one) => one.receivedMs));
    const lastMs = Math.max(...own.map((one) => one.sentMs));
    return accepted
      .filter((one) => one.server !== server && one.sentMs > firstMs && one.receivedMs < lastMs)
      .map((one) => `${server}, then ${one.server}, then ${server}`);
  });
  return [...new Set(found)];
}
