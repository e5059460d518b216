import { err, ok, type Result } from "@/lib/result";

/**
 * What a path may be made of: it is written into pages, scripts and patterns, so nothing in it may need to be escaped.
 * No part begins with a dot, hence none is `.` or `..`.
 */
const path = /^(?:\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*\/?$/;

/**
 * An http or https URL without a trailing slash: an origin and, behind a proxy, the path that Tidemark lies under.
 * A query, a hash, credentials and paths that would need escaping are refused.
 */
export function parsePublicUrl(raw: string): Result<string, string> {
  if (!URL.canParse(raw)) return err("");
  const { origin, protocol, pathname, search, hash, username, password } = new URL(raw);
  const bare = `${search}${hash}${username}${password}` === "" && !/[?#]$/.test(raw);
  if (!bare || !/^https?:$/.test(protocol) || !path.test(pathname)) return err("");
  return ok(`${origin}${pathname.replace(/\/$/, "")}`);
}
