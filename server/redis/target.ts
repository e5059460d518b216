import type { Networks } from "./networks";

/** Certificates as PEM text. A null `ca` means the system's. */
export interface TlsOptions {
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
  /** The name the certificate must carry; null: the host that is dialled. */
  readonly serverName: string | null;
}

/** Where an instance is dialled. */
export type Endpoint = { readonly host: string; readonly port: number } | { readonly path: string };

export interface Target {
  readonly endpoint: Endpoint;
  /** Where it may lie; says nothing of a socket at a path. */
  readonly networks: Networks;
  /** Null: in the clear. */
  readonly tls: TlsOptions | null;
}

/** Who a connection is. Without a password nothing is sent; without a name it is the `default` user's. */
export interface Login {
  readonly username: string | null;
  readonly password: string | null;
}
