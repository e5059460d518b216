import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { connect as connectTls } from "node:tls";

/** Where a server listens, and the certificate it is spoken to with where it speaks TLS. */
export interface Listening {
  readonly host: string;
  readonly port: number;
  readonly tls: { readonly ca: string; readonly cert: string; readonly key: string } | null;
}

const RETRY_MS = 15;
const TRY_MS = 1_000;

/**
 * Resolves true once the server answers PING with anything but LOADING: an error such as NOAUTH is an answer too.
 * Resolves false when `gaveUp` says that waiting has no more sense, or `deadlineMs` has passed.
 */
export async function awaitReady(
  target: Listening,
  gaveUp: () => boolean,
  deadlineMs: number,
): Promise<boolean> {
  const end = performance.now() + deadlineMs;
  while (!gaveUp() && performance.now() < end) {
    const line = await ping(target);
    if (line !== null && !line.startsWith("-LOADING")) return true;
    await delay(RETRY_MS);
  }
  return false;
}

/** The first line of the answer to PING; null where there was none. */
function ping(target: Listening): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = open(target);
    let text = "";
    const end = (line: string | null): void => {
      socket.destroy();
      resolve(line);
    };
    socket.setTimeout(TRY_MS, () => end(null));
    socket.on("error", () => end(null));
    socket.on("close", () => end(null));
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      text += chunk;
      const newline = text.indexOf("\r\n");
      if (newline >= 0) end(text.slice(0, newline));
    });
    socket.write("PING\r\n");
  });
}

function open({ host, port, tls }: Listening): Socket {
  if (tls === null) return connect({ host, port });
  return connectTls({ host, port, ...tls, checkServerIdentity: () => undefined });
}
