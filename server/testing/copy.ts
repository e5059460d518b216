import type { Socket } from "node:net";
import { usualNetworks } from "@/server/redis/networks";
import { type CopyOptions, openRdbCopy, type RdbCopy } from "@/server/redis/rdb-stream";
import type { Login, Target } from "@/server/redis/target";
import { type HostileServer, startHostile } from "./hostile";

const nobody: Login = { username: null, password: null };

/** Opens a copy of a test server's data set. */
export const copyOf = (
  server: { readonly host: string; readonly port: number },
  options: Partial<CopyOptions> = {},
  { login = nobody, tls = null }: { login?: Login; tls?: Target["tls"] } = {},
): Promise<RdbCopy> =>
  openRdbCopy({ endpoint: { host: server.host, port: server.port }, networks: usualNetworks, tls }, login, {
    silenceMs: 5_000,
    prepareMs: 10_000,
    readerVersion: null,
    signal: new AbortController().signal,
    ...options,
  });

/** Every byte of a copy, up to where the server closes. */
export async function allOf(copy: RdbCopy): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let piece = await copy.read(); piece !== null; piece = await copy.read())
    pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

export const MARK = "0123456789abcdef".repeat(3).slice(0, 40);

/** A server that agrees to a copy and then does `send` to the connection: whatever comes after `+FULLRESYNC`. */
export const startSource = (send: (socket: Socket) => void): Promise<HostileServer> =>
  startHostile((socket, words) => {
    if (!words.startsWith("PSYNC")) socket.write("+OK\r\n");
    else {
      socket.write(`+FULLRESYNC ${"8371b4fb11".repeat(4)} 4711\r\n\n`);
      send(socket);
    }
  });

/** Sends these bytes as a data set with its length, and closes. */
export const byLength =
  (bytes: Uint8Array, announced = bytes.length) =>
  (socket: Socket): void => {
    socket.write(`$${announced}\r\n`);
    socket.end(bytes);
  };

/** Sends these bytes as a data set with a mark, and closes. */
export const byMark =
  (bytes: Uint8Array, mark = MARK) =>
  (socket: Socket): void => {
    socket.write(`$EOF:${MARK}\r\n`);
    socket.write(bytes);
    socket.end(mark);
  };
