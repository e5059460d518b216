import type { Server } from "node:http";
import { ProblemError } from "@/server/errors";
import { formatListen, type Listen } from "@/server/settings/listen";

/** Ports tried one after the other before giving up. */
const tries = 100;

/**
 * Listens, and answers the address really listened at.
 * @param passOver a taken port is passed over for the next one; otherwise it is the end of the start.
 * @throws ProblemError `port-taken`, `cannot-listen`
 */
export async function listenOn(server: Server, wanted: Listen, passOver: boolean): Promise<Listen> {
  for (let port = wanted.port; ; port += 1) {
    const error = await attempt(server, { host: wanted.host, port });
    if (error === null) break;
    if (error === "EADDRINUSE" && passOver && port < Math.min(wanted.port + tries, 65535)) continue;
    const address = formatListen({ host: wanted.host, port });
    if (error !== "EADDRINUSE")
      throw cannotListen(`${address} cannot be listened at (${error}). Change listen.`);
    throw new ProblemError(
      503,
      "port-taken",
      "Tidemark cannot listen",
      `${address} is taken by another program. Name another port, with --port or listen.`,
    );
  }
  const address = server.address();
  if (address === null || typeof address === "string") throw cannotListen("The system gave no port.");
  return { host: wanted.host, port: address.port };
}

const cannotListen = (detail: string): ProblemError =>
  new ProblemError(503, "cannot-listen", "Tidemark cannot listen", detail);

/** Null: it listens. */
function attempt(server: Server, { host, port }: Listen): Promise<string | null> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException) => {
      server.off("listening", listening);
      resolve(error.code ?? error.name);
    };
    const listening = () => {
      server.off("error", failed);
      resolve(null);
    };
    server.once("error", failed).once("listening", listening).listen(port, host);
  });
}
