import { connect, isIP, type OnReadOpts, Socket } from "node:net";
import { type ConnectionOptions, checkServerIdentity, connect as connectTls } from "node:tls";
import { AbstractConnector } from "ioredis";
import type { Target } from "./target";

const KEEP_ALIVE_MS = 30_000;

/**
 * Opens the socket of a target: the one place where a connection to a server of a group begins. One that `networks` does not
 * allow ends with a NotAllowed, and not a byte has left. `inspect` sees every chunk before anyone reads it, and says whether it may be read.
 * @param onread takes what comes instead, in memory of its own: then `inspect` sees nothing
 */
export function openSocket(target: Target, inspect: (chunk: Buffer) => boolean, onread?: OnReadOpts): Socket {
  const own = onread === undefined ? {} : { onread };
  const socket = dial(target, own);
  socket.setNoDelay(true);
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  const push = socket.push.bind(socket);
  socket.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
    if (Buffer.isBuffer(chunk) && !inspect(chunk)) return false;
    return push(chunk, encoding);
  };
  return socket;
}

function dial(target: Target, own: { readonly onread?: OnReadOpts }): Socket {
  const { endpoint, networks, tls } = target;
  const refusal = "host" in endpoint ? networks.refusal(endpoint.host) : null;
  if (refusal !== null) return new Socket().destroy(refusal);
  const { lookup } = networks;
  return tls === null
    ? connect({ ...endpoint, lookup, ...own })
    : connectTls({ ...tlsOptions(target, tls), lookup, ...own });
}

/** Gives ioredis a socket that is already ours. */
export function connectorFor(socket: Socket): new (options: unknown) => AbstractConnector {
  return class extends AbstractConnector {
    constructor() {
      super(0);
      this.stream = socket;
    }
    override connect(): Promise<Socket> {
      this.connecting = true;
      return Promise.resolve(socket);
    }
  };
}

function tlsOptions({ endpoint }: Target, tls: NonNullable<Target["tls"]>): ConnectionOptions {
  const host = "host" in endpoint ? endpoint.host : "localhost";
  const name = tls.serverName ?? host;
  return {
    ...endpoint,
    minVersion: "TLSv1.2",
    ...(tls.ca === null ? {} : { ca: tls.ca }),
    ...(tls.cert === null ? {} : { cert: tls.cert }),
    ...(tls.key === null ? {} : { key: tls.key }),
    // An IP address is compared with the certificate, but is no name a server could be asked for.
    ...(isIP(name) === 0 ? { servername: name } : {}),
    checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
  };
}
