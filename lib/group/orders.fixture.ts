import type { Group, Instance, Link } from "@/lib/contract";

const at = "2026-03-01T14:08:31.000Z";

export const linkUp: Link = {
  state: "up",
  downSeconds: null,
  lastAckSeconds: 0,
  confirmed: true,
  sync: null,
};

export const idlePersistence: NonNullable<Instance["persistence"]> = {
  saving: false,
  progress: null,
  lastSaveAt: null,
  lastSaveOk: true,
  aof: false,
  loading: false,
  loadingProgress: null,
};

/** A healthy instance named `name`; `given` says what is different about it. A replica when it has an upstream. */
export function anInstance(name: string, given: Partial<Instance> = {}): Instance {
  const follows = given.upstream !== undefined && given.upstream !== null;
  return {
    id: `${name}:6379`,
    group: "orders",
    name,
    reachable: true,
    unreachableReason: null,
    problem: null,
    sampledAt: at,
    product: "redis",
    version: "7.0.15",
    runId: `run-${name}`,
    role: follows ? "replica" : "primary",
    upstream: null,
    replicas: [],
    link: follows ? linkUp : null,
    replid: "a".repeat(40),
    previousReplid: null,
    previousReplidUntil: null,
    offset: 100_000,
    writeBytesPerSecond: 1000,
    lagBytes: follows ? 0 : null,
    lagSeconds: follows ? 0 : null,
    lagSecondsError: follows ? 0 : null,
    heartbeat: null,
    backlog: { active: true, sizeBytes: 1_048_576, firstOffset: 1, historyBytes: 100_000 },
    resync: null,
    readOnly: follows,
    priority: 100,
    announced: true,
    persistence: idlePersistence,
    memory: null,
    cluster: null,
    opsPerSecond: null,
    connectedClients: null,
    detached: false,
    keys: null,
    ...given,
  };
}

/** A group of `instances`; its primary is the only one there is, else null. */
export function aGroup(instances: Instance[], given: Partial<Group> = {}): Group {
  const primaries = instances.filter((instance) => instance.role === "primary");
  return {
    id: "orders",
    name: "orders",
    mode: "replication",
    status: "ok",
    revision: 1,
    sampledAt: at,
    primary: primaries.length === 1 ? (primaries[0]?.id ?? null) : null,
    instances,
    findings: [],
    sentinel: null,
    protection: null,
    run: null,
    demo: false,
    ...given,
  };
}

/** us-1 feeds eu-1 and eu-2; eu-1 feeds ap-1. */
export const orders = (): Group =>
  aGroup([
    anInstance("us-1", { replicas: ["eu-1:6379", "eu-2:6379"] }),
    anInstance("eu-1", { upstream: "us-1:6379", replicas: ["ap-1:6379"] }),
    anInstance("eu-2", { upstream: "us-1:6379" }),
    anInstance("ap-1", { upstream: "eu-1:6379" }),
  ]);

/** `group` with one instance changed. */
export const withInstance = (group: Group, id: string, given: Partial<Instance>): Group => ({
  ...group,
  instances: group.instances.map((instance) => (instance.id === id ? { ...instance, ...given } : instance)),
});
