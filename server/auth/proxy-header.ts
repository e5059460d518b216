import { grantsOf } from "@/lib/access/claims";
import type { Grants } from "@/lib/contract";
import { err, ok, type Result } from "@/lib/result";
import { ProblemError } from "@/server/errors";
import type { ProxySettings } from "@/server/settings/access-section";
import { withinNetworks } from "./within";

/** Somebody whom the proxy named. They have no password here, and cannot sign in anew: that is the proxy's. */
export interface ProxyIdentity {
  readonly name: string;
  readonly grants: Grants;
}

/** What of a request counts: where its TCP connection comes from, and its headers as they came, name and value in turn. */
export interface ProxiedRequest {
  readonly peer: string | null;
  readonly rawHeaders: readonly string[];
}

/** Null: nobody was named, and whoever asks is known by something else, or not at all. */
export type ReadProxy = (request: ProxiedRequest) => Result<ProxyIdentity | null, ProblemError>;

/** Logins, addresses, `domain\name`. Not `-` or `(null)`, which servers write where nobody is signed in. */
const name = /^[A-Za-z0-9][A-Za-z0-9._@+|\\-]{0,127}$/;

/**
 * Reads who asks from the headers of a proxy that is trusted, and of no one else: from any other address they are somebody
 * pretending, or a proxy that the settings do not know. Either is refused rather than passed over, so that it is noticed.
 * A header twice is refused, for nobody can tell which of the two the proxy wrote.
 */
export function createProxyHeader(settings: ProxySettings | null): ReadProxy {
  if (settings === null) return () => ok(null);
  const { userHeader, groupsHeader, groupsSeparator } = settings;
  const isTrusted = withinNetworks(settings.from);
  return ({ peer, rawHeaders }) => {
    const users = valuesOf(rawHeaders, userHeader);
    const groups = valuesOf(rawHeaders, groupsHeader);
    if (users.length === 0 && groups.length === 0) return ok(null);
    if (peer === null || !isTrusted(peer))
      return refuse(
        `Only a proxy named under access.proxy.from may send ${userHeader} and ${groupsHeader}. ` +
          "If this request came through yours, add the address it connects from.",
      );
    if (users.length > 1 || groups.length > 1)
      return refuse(`${users.length > 1 ? userHeader : groupsHeader} came more than once. ${overwrite}`);
    const user = users[0] ?? "";
    if (user === "") return ok(null);
    if (!name.test(user))
      return refuse(
        `${userHeader} does not hold one name: 1 to 128 letters, digits and . _ @ + | \\ -, the first a letter or a digit. ${overwrite}`,
      );
    const listed = groups[0] ?? "";
    if (!/^[\x20-\x7e]*$/.test(listed))
      return refuse(`${groupsHeader} holds more than printable ASCII. Have the proxy send names without it.`);
    const values = listed.split(groupsSeparator).map((value) => value.trim());
    return ok({
      name: user,
      grants: grantsOf(
        values.filter((value) => value !== ""),
        settings.grants,
      ),
    });
  };
}

const overwrite = "The proxy must overwrite what a client sends under this name, not add to it.";

const refuse = (detail: string) =>
  err(new ProblemError(403, "bad-proxy-header", "A proxy's header cannot be trusted", detail));

const valuesOf = (rawHeaders: readonly string[], header: string): string[] =>
  rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === header);
