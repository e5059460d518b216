import { once } from "node:events";
import type { Server } from "node:net";

/** Where a test's own server listens; its port is one that was free. */
export const LOOPBACK = "127.0.0.1";

/** Has `server` listen on loopback and gives the port it got. */
export async function listen(server: Server): Promise<number> {
  server.listen(0, LOOPBACK);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the system gave no port");
  return address.port;
}
