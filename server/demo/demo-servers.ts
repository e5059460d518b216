import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { freePort, type LocalServer, type ServerSettings, startServer } from "@/server/local";

/** One server of the demo, with the login it replicates with: switching that login off is how its link is cut. */
export interface DemoServer {
  readonly server: LocalServer;
  readonly linkUser: string;
}

/** Restarting writes a role back only where there is a config file, which `startServer` always makes. */
const shared: ServerSettings = {
  save: "",
  appendonly: "no",
  "repl-diskless-sync-delay": "0",
  "repl-backlog-size": "16mb",
  maxmemory: "256mb",
};

/**
 * Starts a primary, `replicas` replicas on it, and one more on the first of these (a cascade).
 * Replicas log in upstream with a name of their own each, so that one link can be cut and the others stay.
 * Whatever was started is in `started` even when this throws, so that the caller can stop it.
 */
export async function startDemoServers(
  binary: string,
  dir: string,
  replicas: number,
  started: DemoServer[],
): Promise<readonly DemoServer[]> {
  const secret = randomBytes(16).toString("hex");
  const names = Array.from({ length: replicas + 2 }, (_, n) => `link-${n}`);
  const users = [
    "default on nopass ~* &* +@all",
    ...names.map((name) => `${name} on >${secret} +psync +replconf +ping`),
  ];
  const host = "127.0.0.1";
  const start = async (n: number, upstream: LocalServer | null): Promise<DemoServer> => {
    const linkUser = names[n] ?? `link-${n}`;
    const server = await startServer({
      binary,
      dir: join(dir, `server-${n}`),
      host,
      port: await freePort(host),
      settings: {
        ...shared,
        user: users,
        masteruser: linkUser,
        masterauth: secret,
        ...(upstream === null ? {} : { replicaof: `${upstream.host} ${upstream.port}` }),
      },
    });
    const one = { server, linkUser };
    started.push(one);
    return one;
  };
  const primary = await start(0, null);
  const first = await start(1, primary.server);
  const others = Array.from({ length: replicas - 1 }, (_, n) => start(n + 2, primary.server));
  return [primary, first, ...(await allOrNone([...others, start(replicas + 1, first.server)]))];
}

/** As `Promise.all`, but a failure is told when the others have settled too: what they started is known by then. */
async function allOrNone<T>(starts: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(starts);
  return Promise.all(starts);
}
