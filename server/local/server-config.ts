import { join } from "node:path";

/** Certificate files of a server that speaks TLS alone. */
export interface ServerTls {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** Settings by name; a list repeats the line (`user`, `rename-command`). Values stand as redis.conf wants them. */
export type ServerSettings = Readonly<Record<string, string | readonly string[]>>;

export interface ConfigInput {
  readonly dir: string;
  readonly host: string;
  readonly port: number;
  readonly tls: ServerTls | null;
  readonly settings: ServerSettings;
}

/** The text of a redis.conf. What the caller sets comes last, so that it beats what is needed to run at all. */
export function configText({ dir, host, port, tls, settings }: ConfigInput): string {
  const base: ServerSettings = {
    daemonize: "no",
    dir: quote(dir),
    bind: host,
    "protected-mode": "no",
    ...(tls === null
      ? { port: String(port) }
      : {
          port: "0",
          "tls-port": String(port),
          "tls-ca-cert-file": quote(tls.ca),
          "tls-cert-file": quote(tls.cert),
          "tls-key-file": quote(tls.key),
        }),
  };
  const lines = Object.entries({ ...base, ...settings }).flatMap(([name, value]) =>
    (typeof value === "string" ? [value] : value).map((one) => `${name} ${one === "" ? '""' : one}`),
  );
  return `${lines.join("\n")}\n`;
}

export const configPathIn = (dir: string): string => join(dir, "redis.conf");

const quote = (path: string): string => `"${path.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
