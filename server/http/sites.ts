import { isIP } from "node:net";
import { formatListen, isLoopback, type Listen } from "@/server/settings/listen";

/** Which names and origins this server answers to. */
export interface Sites {
  /** Where the page is in the browser's address bar: an origin and, where there is one, a path; no trailing slash. */
  readonly publicUrl: string;
  /** The origin of `publicUrl`. */
  readonly origin: string;
  /** The path of `publicUrl`, which pages, API and socket lie under: `""` or `/tidemark`. */
  readonly basePath: string;
  /** The rest of a request's path under `basePath`, its query included; null: it is asked for elsewhere. */
  within(url: string): string | null;
  /** The browser speaks https, to us or to a proxy in front of us. */
  readonly isSecure: boolean;
  /** An Origin header is ours. Compared with the origin of public-url alone, never with Host or X-Forwarded-*. */
  isOwnOrigin(origin: string | undefined): boolean;
  /** A Host header names us. Otherwise a foreign name was made to resolve to our address (DNS rebinding). */
  isOwnHost(host: string | undefined): boolean;
  /** Where a page asked for under another loopback name belongs, so that its Origin is right later; null: here. */
  redirect(host: string | undefined): string | null;
}

/**
 * @param listen the address really listened at, with the port the system chose.
 * @param publicUrl the setting; null: the address listened at.
 * @param scheme what is spoken there.
 */
export function createSites(
  listen: Listen,
  publicUrl: string | null,
  scheme: "http" | "https" = "http",
): Sites {
  const own = publicUrl ?? new URL(`${scheme}://${formatListen(listen)}`).origin;
  const { hostname: ownName, origin, pathname, protocol } = new URL(own);
  const basePath = pathname === "/" ? "" : pathname;
  const listensHere = isLoopback(listen.host);
  const isOwnName = (name: string) => {
    if (name === ownName || name === listen.host.toLowerCase() || isLoopback(name)) return true;
    // No foreign page can have an address for its name, so any address may stand for a public interface.
    return !listensHere && isIP(name.replace(/^\[|\]$/g, "")) !== 0;
  };
  return {
    publicUrl: own,
    origin,
    basePath,
    within(url) {
      const rest = url.slice(basePath.length);
      if (basePath === "") return url;
      return url.startsWith(basePath) && /^([/?]|$)/.test(rest) ? rest.replace(/^(?!\/)/, "/") : null;
    },
    isSecure: protocol === "https:",
    isOwnOrigin: (given) => given === origin,
    isOwnHost: (host) => {
      const name = nameOf(host);
      return name !== null && isOwnName(name);
    },
    redirect(host) {
      const name = nameOf(host);
      if (publicUrl !== null || name === null || name === ownName) return null;
      return listensHere && isLoopback(name) ? own : null;
    },
  };
}

/** The name in a Host header, IPv6 in brackets, lower case; null: none, or no host. */
function nameOf(host: string | undefined): string | null {
  if (host === undefined || !/^[A-Za-z0-9.:[\]_-]+$/.test(host) || !URL.canParse(`http://${host}`))
    return null;
  return new URL(`http://${host}`).hostname;
}
