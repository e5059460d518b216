import type { Logger } from "pino";
import type { Finding } from "@/lib/contract";
import type { Fleet, Store } from "@/server/ports";

/** Findings that open or close go to the pages and are kept, so that `since` outlives a restart. Their events are the fleet's. */
export function recordFindings(
  fleet: Fleet,
  store: Store,
  publish: (finding: Finding & { open: boolean }) => void,
  log: Logger,
): () => void {
  const keep = (group: string, open: readonly Finding[]) =>
    void store.findings
      .replace(group, open)
      .catch((error: unknown) => log.warn({ err: error, group }, "open findings could not be kept"));
  return fleet.listen({
    findings(group, opened, closed) {
      for (const finding of opened) publish({ ...finding, open: true });
      for (const finding of closed) publish({ ...finding, open: false });
      keep(group.id, group.findings);
    },
    gone: (id) => keep(id, []),
  });
}
