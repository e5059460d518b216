import { createServer } from "node:net";

/**
 * Below the range from which systems take the ports of outgoing connections (Linux 32768 and up, macOS 49152 and up):
 * there, a replica that dials its killed primary can be given that very port and connect to itself,
 * and the primary then finds its port taken when it comes back.
 */
const LOWEST = 21_000;
const COUNT = 11_000;
const ATTEMPTS = 200;

/**
 * Ports this process was given. Two servers that start at once must not be given one port: the one that comes second would
 * end, and the first would answer in its name.
 */
const given = new Set<number>();

/** A TCP port that nothing on `host` listens on now. Another program may still take it first: be ready to ask again. */
export async function freePort(host: string): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = LOWEST + Math.floor(Math.random() * COUNT);
    if (given.has(port)) continue;
    given.add(port);
    if (given.size > COUNT / 2) given.clear();
    if (await portIsFree(host, port)) return port;
  }
  throw new Error(
    `no free port was found on ${host} between ${LOWEST} and ${LOWEST + COUNT - 1} in ${ATTEMPTS} tries`,
  );
}

/** Whether nothing on `host` listens on `port` now. */
export function portIsFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
