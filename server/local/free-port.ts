import { createServer } from "node:net";

/**
 * Below the range from which systems take the ports of outgoing connections (Linux 32768 and up, macOS 49152 and up):
 * there, a replica that dials its killed primary can be given that very port and connect to itself,
 * and the primary then finds its port taken when it comes back.
 */
const LOWEST = 21_000;
const COUNT = 11_000;
const ATTEMPTS = 200;
/** As many processes can look for ports side by side without meeting. */
const SHARES = 4;

/**
 * Ports this process was given. Two servers that start at once must not be given one port: the one that comes second would
 * end, and the first would answer in its name.
 */
const given = new Set<number>();

/**
 * A TCP port that nothing on `host` listens on now. Another program may still take it first: be ready to ask again.
 * `TIDEMARK_TEST_PORT_SHARE`, 1 to 4, narrows it to one of four shares: for tests that run side by side.
 * @throws Error when there is none to be found, or the share is no such number
 */
export async function freePort(host: string): Promise<number> {
  const { lowest, count } = shareOf(process.env.TIDEMARK_TEST_PORT_SHARE);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = lowest + Math.floor(Math.random() * count);
    if (given.has(port)) continue;
    given.add(port);
    if (given.size > count / 2) given.clear();
    if (await portIsFree(host, port)) return port;
  }
  throw new Error(
    `no free port was found on ${host} between ${lowest} and ${lowest + count - 1} in ${ATTEMPTS} tries`,
  );
}

/** The ports of one share, or of all without one. */
export function shareOf(share: string | undefined): { lowest: number; count: number } {
  if (share === undefined) return { lowest: LOWEST, count: COUNT };
  if (!/^[1-9]$/.test(share) || Number(share) > SHARES)
    throw new Error(`TIDEMARK_TEST_PORT_SHARE is ${share}: it has to be a number from 1 to ${SHARES}`);
  const count = COUNT / SHARES;
  return { lowest: LOWEST + (Number(share) - 1) * count, count };
}

/** Whether nothing on `host` listens on `port` now. */
export function portIsFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
