import { Connection } from "@/server/redis/connection";
import { usualNetworks } from "@/server/redis/networks";

const DEADLINE_MS = 10_000;

/** A client of some application: what it sends, and whether its connection still stands. */
export interface Application {
  /** Its id in CLIENT LIST. */
  readonly id: number;
  readonly ended: Promise<unknown>;
  open(): boolean;
  close(): void;
}

/**
 * Connects as an application would, under a name that is none of ours, and sends `words` every `everyMs` until it is closed.
 * Errors are answers too: it goes on.
 */
export async function startApplication(
  server: { readonly host: string; readonly port: number },
  name: string,
  words: readonly string[],
  everyMs: number | null = null,
): Promise<Application> {
  const target = { endpoint: { host: server.host, port: server.port }, networks: usualNetworks, tls: null };
  const opened = await Connection.open(target, { username: null, password: null }, DEADLINE_MS);
  if (!opened.ok) throw new Error(opened.error.detail);
  const connection = opened.value;
  await connection.send(["CLIENT", "SETNAME", name], DEADLINE_MS);
  const said = await connection.send(["CLIENT", "ID"], DEADLINE_MS);
  if (said.state !== "replied") throw new Error(`${name} was not told its id`);
  let stands = true;
  await connection.send(words, DEADLINE_MS);
  const timer =
    everyMs === null ? null : setInterval(() => void connection.send(words, DEADLINE_MS), everyMs);
  const stop = (): void => {
    if (timer !== null) clearInterval(timer);
  };
  void connection.ended.then(() => {
    stands = false;
    stop();
  });
  return {
    id: Number(said.reply),
    ended: connection.ended,
    open: () => stands,
    close() {
      stop();
      connection.close();
    },
  };
}
