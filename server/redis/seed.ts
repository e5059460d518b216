import { parseAddress } from "@/lib/info/address";
import { err, ok, type Result } from "@/lib/result";
import type { Endpoint, Login } from "./target";

/** What a seed URL says. */
export interface Seed {
  readonly endpoint: Endpoint;
  readonly tls: boolean;
  /** Null parts: not in the URL. */
  readonly login: Login;
}

const DEFAULT_PORT = 6379;
const shapes =
  "A seed is redis://host:port, rediss://host:port (TLS), or unix:/path; user:password@ may stand before the host.";

/**
 * Reads `redis://`, `rediss://` (TLS), `unix:/path` or `redis+unix:///path`, or a bare `host:port`; IPv6 in brackets.
 * The error names what is wrong and never repeats the URL, which may hold a password.
 */
export function parseSeed(text: string): Result<Seed, { readonly detail: string }> {
  const none: Login = { username: null, password: null };
  const unix = /^(?:redis\+)?unix:(?:\/\/)?(\/\P{Cc}{1,107})$/u.exec(text);
  if (unix?.[1] !== undefined) return ok({ endpoint: { path: unix[1] }, tls: false, login: none });

  const url = /^(rediss?):\/\/(?:([^/?#]*)@)?([^@/?#]+)(\/0?)?$/.exec(text);
  const [scheme, userInfo, hostPort] = [url?.[1], url?.[2], url?.[3]];
  if (url === null && /^[^/@]+$/.test(text)) return withAddress(text, false, none);
  if (hostPort === undefined) return err({ detail: shapes });
  const login = userInfo === undefined ? none : readLogin(userInfo);
  if (login === null)
    return err({ detail: "A special character of the user name or password is not %-encoded." });
  return withAddress(hostPort, scheme === "rediss", login);
}

function withAddress(
  hostPort: string,
  tls: boolean,
  login: Login,
): Result<Seed, { readonly detail: string }> {
  const hasPort = /:\d+$/.test(hostPort) && !/^[^[]*:.*:/.test(hostPort);
  const address = parseAddress(hasPort ? hostPort : `${hostPort}:${DEFAULT_PORT}`);
  return address.ok
    ? ok({ endpoint: address.value, tls, login })
    : err({ detail: `${address.error.detail} ${shapes}` });
}

/** `user:password`, `:password` or `user`. */
function readLogin(text: string): Login | null {
  const colon = text.indexOf(":");
  try {
    const username = decodeURIComponent(colon === -1 ? text : text.slice(0, colon));
    const password = colon === -1 ? "" : decodeURIComponent(text.slice(colon + 1));
    return { username: username === "" ? null : username, password: password === "" ? null : password };
  } catch {
    return null;
  }
}
