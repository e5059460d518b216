import type { Reply } from "@/server/ports";
import { Connection } from "@/server/redis/connection";
import { usualNetworks } from "@/server/redis/networks";
import type { Login, Target } from "@/server/redis/target";

const DEADLINE_MS = 10_000;
const nobody: Login = { username: null, password: null };

/**
 * Sends commands over a connection of its own, one after the other, and gives the last reply.
 * @throws Error when one is not answered, or refused
 */
export async function ask(
  server: { readonly host: string; readonly port: number },
  commands: readonly (readonly string[])[],
  { login = nobody, tls = null }: { login?: Login; tls?: Target["tls"] } = {},
): Promise<Reply> {
  const endpoint = { host: server.host, port: server.port };
  const opened = await Connection.open({ endpoint, networks: usualNetworks, tls }, login, DEADLINE_MS);
  if (!opened.ok) throw new Error(`${server.host}:${server.port}: ${opened.error.detail}`);
  try {
    let last: Reply = null;
    for (const words of commands) {
      const exchange = await opened.value.send(words, DEADLINE_MS);
      if (exchange.state !== "replied") throw new Error(`${words.join(" ")}: ${JSON.stringify(exchange)}`);
      last = exchange.reply;
    }
    return last;
  } finally {
    opened.value.close();
  }
}

/** One field of INFO replication; undefined where the server does not say it. */
export async function replicationField(
  server: { readonly host: string; readonly port: number },
  name: string,
  options: Parameters<typeof ask>[2] = {},
): Promise<string | undefined> {
  const info = String(await ask(server, [["INFO", "replication"]], options));
  return new RegExp(`^${name}:(.*?)\r?$`, "m").exec(info)?.[1];
}
