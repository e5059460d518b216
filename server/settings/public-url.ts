import { err, ok, type Result } from "@/lib/result";

/** An http or https URL reduced to its origin, without a trailing slash; a path, query or credentials are refused. */
export function parsePublicUrl(raw: string): Result<string, string> {
  if (!URL.canParse(raw)) return err("");
  const url = new URL(raw);
  const bare = url.pathname === "/" && url.search === "" && url.hash === "" && url.username === "";
  return bare && /^https?:$/.test(url.protocol) ? ok(url.origin) : err("");
}
