import { isIP } from "node:net";
import { formatListen, isLoopback, type Listen } from "@/server/settings/listen";

/** Which names and origins this server answers to. */
export interface Sites {
  /** The origin of the browser's address bar. */
  readonly publicUrl: string;
  /** An Origin header is ours. Compared with public-url alone, never with Host. */
  isOwnOrigin(origin: string | undefined): boolean;
  /** A Host header names us. Otherwise a foreign name was made to resolve to our address (DNS rebinding). */
  isOwnHost(host: string | undefined): boolean;
  /** Where a page asked for under another loopback name belongs, so that its Origin is right later; null: here. */
  redirect(host: string | undefined): string | null;
}

/**
 * @param listen the address really listened at, with the port the system chose.
 * @param publicUrl the setting; null: the address listened at.
 */
export function createSites(listen: Listen, publicUrl: string | null): Sites {
  const own = publicUrl ?? new URL(`http://${formatListen(listen)}`).origin;
  const ownName = new URL(own).hostname;
  const listensHere = isLoopback(listen.host);
  const isOwnName = (name: string) => {
    if (name === ownName || name === listen.host.toLowerCase() || isLoopback(name)) return true;
    // No foreign page can have an address for its name, so any address may stand for a public interface.
    return !listensHere && isIP(name.replace(/^\[|\]$/g, "")) !== 0;
  };
  return {
    publicUrl: own,
    isOwnOrigin: (origin) => origin === own,
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
