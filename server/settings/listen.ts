import { err, ok, type Result } from "@/lib/result";

export interface Listen {
  readonly host: string;
  readonly port: number;
}

const shape = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9_.-]+)):(\d{1,5})$/;

/** `host:port`, IPv6 in brackets. Port 0 lets the system choose. */
export function parseListen(text: string): Result<Listen, string> {
  const found = shape.exec(text);
  const host = found?.[1] ?? found?.[2];
  const port = Number(found?.[3]);
  return host === undefined || port > 65535 ? err("") : ok({ host, port });
}

/** The address in a URL: IPv6 in brackets. */
export const formatListen = ({ host, port }: Listen): string =>
  host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;

/** Whether only programs of this machine can connect: 127.0.0.0/8, ::1, localhost. */
export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
