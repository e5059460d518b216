import type { Group, GroupStatus, GroupSummary, Instance, Severity } from "@/lib/contract";

/** A group as a row of the fleet. */
export function summarise(group: Group): GroupSummary {
  const replicas = group.instances.filter((instance) => instance.role === "replica");
  const count = (severity: Severity): number =>
    group.findings.filter((finding) => finding.severity === severity).length;
  return {
    id: group.id,
    name: group.name,
    mode: group.mode,
    status: group.status,
    revision: group.revision,
    sampledAt: group.sampledAt,
    primary: group.primary,
    replicas: {
      online: replicas.filter((replica) => replica.reachable && replica.link?.state === "up").length,
      total: replicas.length,
    },
    worstLagBytes: greatest(replicas.map((replica) => replica.lagBytes)),
    worstLagSeconds: greatest(replicas.map((replica) => replica.lagSeconds)),
    worstResync: worstResync(replicas),
    writeBytesPerSecond:
      group.instances.find((instance) => instance.id === group.primary)?.writeBytesPerSecond ?? null,
    findings: { critical: count("critical"), warning: count("warning"), info: count("info") },
    protection: group.protection,
    run: group.run,
    demo: group.demo,
  };
}

const greatest = (values: readonly (number | null)[]): number | null =>
  values.reduce((most, value) => (value !== null && (most === null || value > most) ? value : most), null);

const verdictOrder = { full: 0, "at-risk": 1, partial: 2 } as const;

/** The dearest reconnect; among equals the one with the least room. */
function worstResync(replicas: readonly Instance[]): Instance["resync"] {
  let worst: Instance["resync"] = null;
  for (const { resync } of replicas) {
    if (resync === null) continue;
    const worse =
      worst === null ||
      verdictOrder[resync.verdict] < verdictOrder[worst.verdict] ||
      (resync.verdict === worst.verdict && room(resync) < room(worst));
    if (worse) worst = resync;
  }
  return worst;
}

const room = (resync: NonNullable<Instance["resync"]>): number =>
  resync.headroomSeconds ?? resync.headroomBytes ?? Number.POSITIVE_INFINITY;

const statusOrder: Record<GroupStatus, number> = { critical: 0, warning: 1, unknown: 2, ok: 3 };

/** Orders groups worst first: by status, then by number of grave findings, then by lag, then by name. */
export function byWorst(a: Group, b: Group): number {
  return (
    statusOrder[a.status] - statusOrder[b.status] ||
    grave(b, "critical") - grave(a, "critical") ||
    grave(b, "warning") - grave(a, "warning") ||
    (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
  );
}

const grave = (group: Group, severity: Severity): number =>
  group.findings.reduce((n, finding) => n + (finding.severity === severity ? 1 : 0), 0);
