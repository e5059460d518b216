import { readClientAddress } from "@/lib/info/sentinel";
import { Connection } from "@/server/redis/connection";
import { usualNetworks } from "@/server/redis/networks";
import { ask } from "./ask";

interface Place {
  readonly host: string;
  readonly port: number;
}

const nobody = { username: null, password: null };
const OPEN_MS = 1000;
const REPLY_MS = 15_000;
/** After an error a client asks again so soon. */
const AGAIN_MS = 10;

/** Clients that write unique ids as fast as they are answered, to whichever server the Sentinels send them to. */
export interface SentinelWriters {
  readonly acknowledged: () => number;
  /** The longest time without any acknowledgement since the last call, until the newest one. Milliseconds. */
  longestGapMs(): number;
  /** Stops them and resolves once none has a write on its way. */
  stop(): Promise<void>;
  /** Ids that were acknowledged and are not on `server`. */
  lostOn(server: Place): Promise<string[]>;
}

/** Starts `count` of them; each asks the Sentinels in turn, as a client that knows them all does. */
export function startSentinelWriters(
  sentinels: readonly Place[],
  count: number,
  name = "orders",
): SentinelWriters {
  const acked = new Set<string>();
  let stopped = false;
  let lastMs = performance.now();
  let gapMs = 0;
  const acknowledge = (id: string): void => {
    const nowMs = performance.now();
    gapMs = Math.max(gapMs, nowMs - lastMs);
    lastMs = nowMs;
    acked.add(id);
  };
  const writers = Array.from({ length: count }, async (_, writer) => {
    let connection: Connection | null = null;
    for (let [n, turn] = [0, writer]; !stopped; n += 1) {
      if (connection === null) {
        const place = await placeOf(sentinels[turn % sentinels.length], name);
        connection = place === null ? null : await open(place);
        turn += 1;
      }
      const id = `${writer}:${n}`;
      const exchange = (await connection?.send(["SADD", "acked", id], REPLY_MS)) ?? null;
      if (exchange?.state === "replied") acknowledge(id);
      else {
        connection?.close();
        connection = null;
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    }
    connection?.close();
  });
  return {
    acknowledged: () => acked.size,
    longestGapMs() {
      const longest = gapMs;
      gapMs = 0;
      return longest;
    },
    async stop() {
      stopped = true;
      await Promise.all(writers);
    },
    lostOn: (server) => missingOn(server, acked),
  };
}

/** Those of `ids` that the set `acked` of `server` does not hold. In pages: one reply may not list them all. */
async function missingOn(server: Place, ids: ReadonlySet<string>): Promise<string[]> {
  const missing = new Set(ids);
  let cursor = "0";
  do {
    const page = await ask(server, [["SSCAN", "acked", cursor, "COUNT", "10000"]]);
    const [next, members] = Array.isArray(page) ? page : [];
    for (const id of Array.isArray(members) ? members : []) missing.delete(String(id));
    cursor = String(next ?? "0");
  } while (cursor !== "0");
  return [...missing];
}

async function open({ host, port }: Place): Promise<Connection | null> {
  const opened = await Connection.open(
    { endpoint: { host, port }, networks: usualNetworks, tls: null },
    nobody,
    OPEN_MS,
  );
  return opened.ok ? opened.value : null;
}

async function placeOf(sentinel: Place | undefined, name: string): Promise<Place | null> {
  const connection = sentinel === undefined ? null : await open(sentinel);
  const words = ["SENTINEL", "GET-MASTER-ADDR-BY-NAME", name];
  const exchange = (await connection?.send(words, OPEN_MS)) ?? null;
  connection?.close();
  return exchange?.state === "replied" ? readClientAddress(exchange.reply) : null;
}
