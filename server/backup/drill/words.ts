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

const guards = [
  ...["--enable-debug-command", "local"],
  ...["--enable-module-command", "no", "--enable-protected-configs", "no"],
];

/**
 * From 7.0 on DEBUG, for the digest and to keep keys from expiring meanwhile, must be allowed; before it always is. Modules may
 * not be loaded, nor may where it writes be changed, whatever the defaults of a build are.
 */
export function serverWords(binary: ServerBinary): string[] {
  const version = versionOf(binary);
  const more = version !== null && isAtLeast(version, 7, 0) ? guards : [];
  return [...always, ...more];
}
