/** Every series the public contract names, with its labels in the order of the alphabet. */
export const families: Readonly<Record<string, readonly string[]>> = {
  tidemark_instance_up: ["group", "instance"],
  tidemark_instance_info: ["group", "instance", "role", "version"],
  tidemark_link_up: ["group", "instance"],
  tidemark_replication_offset_bytes: ["group", "instance"],
  tidemark_replication_lag_bytes: ["group", "instance"],
  tidemark_replication_lag_seconds: ["group", "instance"],
  tidemark_backlog_headroom_seconds: ["group", "instance"],
  tidemark_full_resyncs_total: ["group", "instance"],
  tidemark_finding: ["code", "group", "instance", "severity"],
  tidemark_backup_last_verified_timestamp_seconds: ["group", "instance"],
  tidemark_backup_drill_ok: ["group"],
  tidemark_backup_drill_seconds: ["group"],
  tidemark_backup_unprotected_bytes: ["group"],
  tidemark_backup_unprotected_seconds: ["group"],
  tidemark_runs_total: ["action", "group", "state"],
  tidemark_poll_duration_seconds_bucket: ["group", "instance", "le"],
  tidemark_poll_duration_seconds_sum: ["group", "instance"],
  tidemark_poll_duration_seconds_count: ["group", "instance"],
};

/**
 * What a PromQL expression names that /metrics does not have: series by their name, and labels of a series' own matchers.
 * Empty: all is there.
 */
export function unknownIn(expression: string): string[] {
  return [...expression.matchAll(/\b(tidemark_\w+)(?:\{([^}]*)\})?/g)].flatMap(
    ([, name = "", matchers = ""]) => {
      const labels = families[name];
      if (labels === undefined) return [name];
      return [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*["']/g)]
        .map(([, label = ""]) => label)
        .filter((label) => !labels.includes(label))
        .map((label) => `${name}{${label}}`);
    },
  );
}
