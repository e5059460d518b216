import type { Group, Instance, Metric } from "@/lib/contract";
import { judgeHeadroom } from "@/lib/lag/headroom";
import { timestamp } from "@/lib/units";

/** Figures of one instance as they were kept, and when they were taken. */
export interface Figures {
  /** Unix milliseconds. */
  readonly atMs: number;
  readonly values: Readonly<Record<Metric, number | null>>;
}

/** What stays as it is for as long as nothing happens to an instance. */
const still = [
  "name",
  "reachable",
  "unreachableReason",
  "product",
  "version",
  "runId",
  "role",
  "detached",
  "upstream",
  "replid",
  "previousReplid",
  "previousReplidUntil",
  "readOnly",
  "priority",
  "announced",
] as const satisfies readonly (keyof Instance)[];

/** Whether one picture serves for both: they differ in nothing but what moves all the time. It runs on every tick. */
export function looksAlike(a: Group, b: Group): boolean {
  if (a.name !== b.name || a.mode !== b.mode || a.status !== b.status || a.primary !== b.primary)
    return false;
  if (a.instances.length !== b.instances.length || a.findings.length !== b.findings.length) return false;
  const findings = a.findings.every(({ id, severity }, i) => {
    const other = b.findings[i];
    return other?.id === id && other.severity === severity;
  });
  return findings && a.instances.every((one, i) => instancesAlike(one, b.instances[i]));
}

function instancesAlike(a: Instance, b: Instance | undefined): boolean {
  if (b === undefined || a.id !== b.id || still.some((field) => a[field] !== b[field])) return false;
  return (
    a.link?.state === b.link?.state &&
    a.link?.confirmed === b.link?.confirmed &&
    a.persistence?.loading === b.persistence?.loading &&
    (a.resync?.verdict === "full") === (b.resync?.verdict === "full") &&
    a.replicas.length === b.replicas.length &&
    a.replicas.every((id, i) => id === b.replicas[i])
  );
}

/**
 * The group without what moves all the time: that would be of another moment whenever the picture is looked at. `sampledAt`
 * stays, for instances that were not reached and for such of which no figures are kept.
 */
export const pictureOf = (group: Group): Group => ({
  ...group,
  run: null,
  protection: null,
  instances: group.instances.map((instance) => ({
    ...instance,
    link:
      instance.link === null
        ? null
        : { ...instance.link, downSeconds: null, lastAckSeconds: null, sync: null },
    offset: null,
    writeBytesPerSecond: null,
    lagBytes: null,
    lagSeconds: null,
    lagSecondsError: null,
    backlog: null,
    // Why a reconnect would copy everything is a fact of the histories; how much room there is, a figure.
    resync: instance.resync?.verdict === "full" ? instance.resync : null,
    persistence:
      instance.persistence?.loading === true
        ? { ...instance.persistence, progress: null, lastSaveAt: null, loadingProgress: null }
        : null,
    memory: null,
    opsPerSecond: null,
    connectedClients: null,
    keys: null,
    heartbeat: null,
  })),
});

/** The picture with the figures of a moment laid over it. An instance that was not reached then has none. */
export function withFigures(picture: Group, figures: ReadonlyMap<string, Figures>): Group {
  const instances = picture.instances.map((instance) => {
    const known = instance.reachable ? figures.get(instance.id) : undefined;
    return known === undefined ? instance : lay(instance, known);
  });
  const sampledAt = instances
    .flatMap((instance) => (instance.sampledAt === null ? [] : [instance.sampledAt]))
    .reduce<string | null>((newest, at) => (newest === null || at > newest ? at : newest), null);
  return { ...picture, instances, sampledAt };
}

function lay(instance: Instance, { atMs, values }: Figures): Instance {
  const { headroomBytes, headroomSeconds } = values;
  return {
    ...instance,
    sampledAt: timestamp(atMs),
    offset: values.offset,
    writeBytesPerSecond: values.writeBytesPerSecond,
    lagBytes: values.lagBytes,
    lagSeconds: values.lagSeconds,
    resync:
      headroomBytes === null && headroomSeconds === null
        ? instance.resync
        : judgeHeadroom({ headroomBytes, headroomSeconds, copyBytes: null }),
  };
}
