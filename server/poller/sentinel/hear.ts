import { readHello, readSentinelHosts, type SentinelPeer } from "@/lib/info/sentinel";
import { Connection } from "@/server/redis/connection";
import type { Login, Target } from "@/server/redis/target";
import { pause } from "../rounds";

const CHANNEL = "__sentinel__:hello";
/** Every Sentinel says hello each 2 s (sentinel.c, sentinel_publish_period). */
const LISTEN_MS = 5_000;
/** Each Sentinel is heard twice on a replica: from itself, and through the primary's stream. */
const MOST_MESSAGES = 500;
const USUAL_PORT = 26_379;

export interface Heard {
  readonly sentinels: readonly SentinelPeer[];
  /** The name most of them watch the primary under; null: nobody said. */
  readonly name: string | null;
  /** The ports are guesses: one that does not answer was none. */
  readonly guessed: boolean;
  /** False: this user may not subscribe, so it is not to be tried again. */
  readonly allowed: boolean;
}

/**
 * Listens on one instance for Sentinels that say hello, until `expected` of them were heard or 5 s are over. Where this user
 * may not subscribe, the clients that call themselves `sentinel-…` tell their hosts, and the usual port is assumed.
 * @param subscribe false: only the second way is gone
 */
export async function hearSentinels(
  target: Target,
  login: Login,
  { expected, timeoutMs, subscribe }: { expected: number; timeoutMs: number; subscribe: boolean },
): Promise<Heard> {
  const nobody: Heard = { sentinels: [], name: null, guessed: false, allowed: subscribe };
  const opened = await Connection.open(target, login, timeoutMs);
  if (!opened.ok) return nobody;
  const connection = opened.value;
  try {
    if (subscribe) {
      const found = await listen(connection, expected, timeoutMs);
      if (found !== "refused") return found;
    }
    const clients = await connection.send(["CLIENT", "LIST"], timeoutMs);
    const hosts = readSentinelHosts(clients.state === "replied" ? clients.reply : null);
    const sentinels = hosts.map((host) => ({ address: { host, port: USUAL_PORT }, sentinelId: null }));
    return { sentinels, name: null, guessed: true, allowed: false };
  } finally {
    connection.close();
  }
}

async function listen(
  connection: Connection,
  expected: number,
  timeoutMs: number,
): Promise<Heard | "refused"> {
  const sentinels = new Map<string, SentinelPeer>();
  const names = new Map<string, number>();
  let enough = (): void => {};
  const all = new Promise<void>((resolve) => {
    enough = resolve;
  });
  const hear = (message: string): void => {
    const hello = readHello(message);
    if (hello === null) return;
    const { address, sentinelId, name } = hello;
    sentinels.set(sentinelId ?? `${address.host} ${address.port}`, { address, sentinelId });
    names.set(name, (names.get(name) ?? 0) + 1);
    if (sentinels.size >= expected) enough();
  };
  const exchange = await connection.subscribe(CHANNEL, { hear, limit: MOST_MESSAGES }, timeoutMs);
  if (exchange.state === "refused") return "refused";
  if (exchange.state === "replied") await Promise.race([all, pause(LISTEN_MS), connection.ended]);
  const [most] = [...names].sort(([, a], [, b]) => b - a);
  return { sentinels: [...sentinels.values()], name: most?.[0] ?? null, guessed: false, allowed: true };
}
