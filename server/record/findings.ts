import type { Logger } from "pino";
import type { EventDraft, Finding } from "@/lib/contract";
import type { Fleet, Store } from "@/server/ports";

/** Findings that open or close become events, go to the pages, and are kept, so that `since` outlives a restart. */
export function recordFindings(
  fleet: Fleet,
  store: Store,
  to: { record(drafts: readonly EventDraft[]): void; publish(finding: Finding & { open: boolean }): void },
  log: Logger,
): () => void {
  const keep = (group: string, open: readonly Finding[]) =>
    void store.findings
      .replace(group, open)
      .catch((error: unknown) => log.warn({ err: error, group }, "open findings could not be kept"));
  return fleet.listen({
    findings(group, opened, closed) {
      for (const finding of opened) to.publish({ ...finding, open: true });
      for (const finding of closed) to.publish({ ...finding, open: false });
      const at = group.sampledAt ?? opened[0]?.since;
      if (at !== undefined)
        to.record([
          ...opened.map((finding) => draft(finding, "finding-opened", finding.since)),
          ...closed.map((finding) => draft(finding, "finding-closed", at)),
        ]);
      keep(group.id, group.findings);
    },
    gone: (id) => keep(id, []),
  });
}

const draft = (finding: Finding, type: "finding-opened" | "finding-closed", at: string): EventDraft => ({
  at,
  type,
  group: finding.group,
  instance: finding.instance,
  severity: type === "finding-opened" ? finding.severity : "info",
  title: type === "finding-opened" ? finding.title : `Over: ${finding.title}`,
  detail: finding.detail,
  run: null,
});
