import { Connection } from "@/server/redis/connection";
import { usualNetworks } from "@/server/redis/networks";

const DEADLINE_MS = 10_000;

/** Writes a small key to `server` every `everyMs`, until it is stopped or the server goes away. @param padding makes it larger @returns what stops it */
export async function startWriter(
  server: { readonly host: string; readonly port: number },
  everyMs: number,
  padding = "",
): Promise<() => void> {
  const target = { endpoint: { host: server.host, port: server.port }, networks: usualNetworks, tls: null };
  const opened = await Connection.open(target, { username: null, password: null }, DEADLINE_MS);
  if (!opened.ok) throw new Error(opened.error.detail);
  const connection = opened.value;
  let written = 0;
  const timer = setInterval(() => {
    written += 1;
    void connection.send(["SET", "beat", `${written}${padding}`], DEADLINE_MS);
  }, everyMs);
  return () => {
    clearInterval(timer);
    connection.close();
  };
}
