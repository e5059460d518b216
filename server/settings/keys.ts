/**
 * Every key that stands alone in the settings. Its environment variable is `TIDEMARK_` and the path in upper case,
 * joined by `_`. Lists and maps are written as YAML: `TIDEMARK_HISTORY_KEEP='{ 1s: 1h }'`.
 */
export const keys = [
  { path: ["listen"], structured: false },
  { path: ["public-url"], structured: false },
  { path: ["tls", "cert"], structured: false },
  { path: ["tls", "key"], structured: false },
  { path: ["data-dir"], structured: false },
  { path: ["secret-key-file"], structured: false },
  { path: ["log-level"], structured: false },
  { path: ["poll", "interval"], structured: false },
  { path: ["poll", "timeout"], structured: false },
  { path: ["poll", "discover"], structured: false },
  { path: ["networks", "allow"], structured: true },
  { path: ["history", "keep"], structured: true },
  { path: ["lag", "warn"], structured: false },
  { path: ["lag", "critical"], structured: false },
  { path: ["lag", "warn-bytes"], structured: false },
  { path: ["actions", "enabled"], structured: false },
  { path: ["actions", "failover-timeout"], structured: false },
  { path: ["heartbeat", "enabled"], structured: false },
  { path: ["heartbeat", "prefix"], structured: false },
  { path: ["heartbeat", "interval"], structured: false },
  { path: ["heartbeat", "ttl"], structured: false },
  { path: ["backups", "target"], structured: false },
  { path: ["backups", "s3", "endpoint"], structured: false },
  { path: ["backups", "s3", "region"], structured: false },
  { path: ["backups", "s3", "path-style"], structured: false },
  { path: ["backups", "keep", "last"], structured: false },
  { path: ["backups", "keep", "days"], structured: false },
  { path: ["backups", "schedule"], structured: false },
  { path: ["backups", "max-age"], structured: false },
  { path: ["backups", "drill", "schedule"], structured: false },
  { path: ["backups", "drill", "max-age"], structured: false },
  { path: ["backups", "drill", "server"], structured: false },
  { path: ["backups", "recheck", "schedule"], structured: false },
  { path: ["access", "tokens"], structured: true },
  { path: ["access", "insecure-http"], structured: false },
  { path: ["access", "forwarded-from"], structured: true },
  { path: ["access", "session", "idle"], structured: false },
  { path: ["access", "session", "longest"], structured: false },
  { path: ["access", "oidc", "issuer"], structured: false },
  { path: ["access", "oidc", "client-id"], structured: false },
  { path: ["access", "oidc", "client-secret"], structured: false },
  { path: ["access", "oidc", "label"], structured: false },
  { path: ["access", "oidc", "scopes"], structured: false },
  { path: ["access", "oidc", "name-claim"], structured: false },
  { path: ["access", "oidc", "groups-claim"], structured: false },
  { path: ["access", "oidc", "grants"], structured: true },
  { path: ["access", "proxy", "from"], structured: true },
  { path: ["access", "proxy", "user-header"], structured: false },
  { path: ["access", "proxy", "groups-header"], structured: false },
  { path: ["access", "proxy", "groups-separator"], structured: false },
  { path: ["access", "proxy", "grants"], structured: true },
  { path: ["groups"], structured: true },
] as const satisfies readonly { path: readonly string[]; structured: boolean }[];

/** `["poll", "interval"]` is `TIDEMARK_POLL_INTERVAL`. */
export const variableOf = (path: readonly string[]): string =>
  `TIDEMARK_${path.join("_").replaceAll("-", "_").toUpperCase()}`;

/** Variables with our prefix that are no settings: where the file is, the key that no file should hold, which programs to use, and what tests need. */
const reserved =
  /^TIDEMARK_(CONFIG|SECRET_KEY|REDIS_SERVER|SERVERS_DIR|CHROMIUM|TEST|TEST_.*|FAILPOINT|DEMO_.*|BENCH_.*)$/;

/** Variables that look like settings and are none: most likely a misspelling, which must not pass in silence. */
export function unknownVariables(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = new Set(keys.map(({ path }) => variableOf(path)));
  return Object.keys(env)
    .filter((name) => name.startsWith("TIDEMARK_") && !known.has(name) && !reserved.test(name))
    .sort();
}
