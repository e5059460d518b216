/** The words a throw-away server is started with: no network, no config file, nothing saved, in its own folder. */

import { isAtLeast, versionOf } from "@/lib/info/version";
import type { ServerBinary } from "@/server/local";

/** The file's name, and the socket's, in the server's folder. */
export const FILE = "dump.rdb";
export const SOCKET = "s";

const always = [
  ...["--port", "0", "--unixsocket", SOCKET, "--unixsocketperm", "700"],
  ...["--dir", ".", "--dbfilename", FILE, "--save", "", "--appendonly", "no"],
  ...["--logfile", "", "--daemonize", "no", "--maxclients", "16"],
];

/** From 7.0 on DEBUG, for the digest and to keep keys from expiring meanwhile, must be allowed; before it always is. */
export function serverWords(binary: ServerBinary): string[] {
  const version = versionOf(binary);
  const debug = version !== null && isAtLeast(version, 7, 0) ? ["--enable-debug-command", "local"] : [];
  return [...always, ...debug];
}
