import { isIP } from "node:net";
import type { Network } from "@/server/redis/network";
import type { Asker } from "./identify";
import { withinNetworks } from "./within";

/**
 * Where somebody is, for the throttle, the audit and the list of sessions; never for who they are. It is the other end of the connection,
 * or, where that is a proxy of the settings, the last address of `X-Forwarded-For` that is none: each proxy appends whom it saw, so what
 * stands left of that is whatever the client has written.
 * @param proxies `access.forwarded-from`
 */
export function createClientAddress(
  proxies: readonly Network[],
): (asker: Pick<Asker, "header" | "peer">) => string | null {
  const isProxy = withinNetworks(proxies);
  return ({ header, peer }) => {
    let last = peer;
    const hops = (header("x-forwarded-for") ?? "").split(",").map((hop) => hop.trim());
    while (last !== null && isProxy(last)) {
      const before = hops.pop();
      if (before === undefined || isIP(before) === 0) return last;
      last = before;
    }
    return last;
  };
}
