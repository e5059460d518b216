import { type LocalServer, type StartOptions, startServer } from "./local-server";

export interface LocalSentinelOptions extends Omit<StartOptions, "args"> {
  /** The server it watches, as a primary. */
  readonly primary: { readonly host: string; readonly port: number };
  /** The name it watches it under. */
  readonly name: string;
  readonly quorum: number;
  /** After so long without an answer it holds a server to be down. */
  readonly downAfterMs: number;
  /** How long one try of a failover may take, and half of the wait before the next (sentinel.c, sentinelStartFailoverIfNeeded). */
  readonly failoverTimeoutMs: number;
}

/**
 * A real Sentinel: the server program in its other mode. It keeps what it learns in its config file, so a restart continues
 * from there.
 */
export function startLocalSentinel(options: LocalSentinelOptions): Promise<LocalServer> {
  const { primary, name, quorum, downAfterMs, failoverTimeoutMs, settings, ...rest } = options;
  const { sentinel = [], ...others } = settings;
  const lines = [
    `monitor ${name} ${primary.host} ${primary.port} ${quorum}`,
    `down-after-milliseconds ${name} ${downAfterMs}`,
    `failover-timeout ${name} ${failoverTimeoutMs}`,
    ...sentinel,
  ];
  return startServer({ ...rest, settings: { ...others, sentinel: lines }, args: ["--sentinel"] });
}
