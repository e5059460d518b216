import type { Group, Guide, Instance } from "@/lib/contract";
import type { Member } from "@/lib/group/member";
import { formatAddress, isPlainHost } from "@/lib/info/address";
import { readCount } from "@/lib/info/number";
import { versionOf } from "@/lib/info/version";
import { formatSize } from "@/lib/size";
import { comparedSettings } from "./differences";
import { emptyForm, type GuideForm } from "./form";

/** A write rate and where it is known from. */
export interface SeenRate {
  readonly bytesPerSecond: number;
  readonly seen: string;
}

export interface Seen {
  readonly group: Group;
  readonly members: ReadonlyMap<string, Member>;
  readonly rate: SeenRate | null;
  /** The user that Tidemark reads with; null: nobody said. */
  readonly reader: string | null;
}

/** What is known of a group, and where each fact was seen. */
export function observedGuide({ group, members, rate, reader }: Seen): Guide {
  const primary = group.instances.find(({ id }) => id === group.primary) ?? null;
  const setting = (instance: Instance | null, name: string): string | null =>
    instance === null ? null : (members.get(instance.id)?.slow?.config?.get(name) ?? null);
  const version = primary === null ? null : versionOf(primary);
  const at = primary?.id ?? "";
  const of = <T>(value: T | null, where: string): { value: T; seen: string } | null =>
    value === null ? null : { value, seen: where };
  const dials = addresses(group, setting);
  const tls = setting(primary, "tls-replication");
  return {
    group: group.id,
    name: group.name,
    version: of(
      version === null ? null : `${version.product} ${version.major}.${version.minor}`,
      `INFO of ${at}`,
    ),
    primary: of(dials.get(at) ?? null, "as replicas dial it"),
    replicas: of(replicasOf(group, dials), "INFO of the replicas"),
    writeBytesPerSecond: rate === null ? null : { value: rate.bytesPerSecond, seen: rate.seen },
    dataBytes: dataOf(primary),
    tls: of(tls === null ? null : tls === "yes", `tls-replication of ${at}`),
    auth: of(
      reader === null || reader === "default" ? null : ("acl" as const),
      `Tidemark logs in as ${reader}`,
    ),
    sentinel: sentinelOf(group),
    persistence: of(persistenceOf(primary, setting(primary, "save")), `save and appendonly of ${at}`),
    minReplicas: of(
      readCount(setting(primary, "min-replicas-to-write") ?? undefined),
      `min-replicas-to-write of ${at}`,
    ),
    settings: group.instances.map((instance) => ({
      instance: instance.id,
      role: instance.role,
      values: valuesOf(members.get(instance.id)),
    })),
  };
}

/** By what each instance is dialled by others: what it announces, else as Tidemark does. Sockets are dialled by nobody. */
function addresses(
  { instances }: Group,
  setting: (instance: Instance, name: string) => string | null,
): ReadonlyMap<string, string> {
  const dials = new Map<string, string>();
  for (const instance of instances) {
    if (instance.id.startsWith("unix:")) continue;
    const [host, port] = ["replica-announce-ip", "replica-announce-port"].map((name) =>
      setting(instance, name),
    );
    const own = /^(?:\[(.+)\]|(.+)):(\d+)$/.exec(instance.id);
    const announced = host == null || host === "" || !isPlainHost(host) ? (own?.[1] ?? own?.[2]) : host;
    const count = readCount(port == null || port === "0" ? own?.[3] : port);
    if (announced !== undefined && count !== null)
      dials.set(instance.id, formatAddress({ host: announced, port: count }));
  }
  return dials;
}

function replicasOf({ instances, primary }: Group, dials: ReadonlyMap<string, string>) {
  const found = instances.flatMap(({ id, role, upstream }) => {
    const [address, follows] = [dials.get(id), dials.get(upstream ?? primary ?? "")];
    return role !== "replica" || address === undefined || follows === undefined ? [] : [{ address, follows }];
  });
  return found.length === 0 ? null : found;
}

function dataOf(primary: Instance | null): Guide["dataBytes"] {
  const memory = primary?.memory ?? null;
  if (primary === null || memory === null) return null;
  return memory.dataBytes === null
    ? { value: memory.usedBytes, seen: `used_memory of ${primary.id}` }
    : { value: memory.dataBytes, seen: `used_memory of ${primary.id}, less its start and its backlog` };
}

function sentinelOf({ sentinel, mode }: Group): Guide["sentinel"] {
  if (sentinel === null || mode !== "sentinel" || sentinel.sentinels.length === 0) return null;
  const addresses = sentinel.sentinels.map(({ address }) => address);
  return {
    value: { name: sentinel.name, addresses, quorum: sentinel.quorum },
    seen: "the Sentinels themselves",
  };
}

function persistenceOf(primary: Instance | null, save: string | null): "aof" | "rdb" | "none" | null {
  if (primary?.persistence == null) return null;
  if (primary.persistence.aof) return "aof";
  return save === null ? null : save === "" ? "none" : "rdb";
}

/** Settings that are compared, and no other: what is not needed is not told. */
function valuesOf(member: Member | undefined): Record<string, string> | null {
  const config = member?.slow?.config ?? null;
  if (config === null) return null;
  return Object.fromEntries([...config].filter(([name]) => comparedSettings.has(name)));
}

/** A size that says at least so much in at most four digits. */
function roughly(bytes: number): string {
  if (bytes < 1024) return formatSize(Math.max(1, Math.ceil(bytes)));
  let unit = 1024;
  while (bytes / unit > 9999) unit *= 1024;
  return formatSize(Math.ceil(bytes / unit) * unit);
}

/** The form as far as a group fills it. */
export function formOf(guide: Guide): GuideForm {
  const replicas = guide.replicas?.value.map(({ address, follows }) =>
    follows === guide.primary?.value ? address : `${address} follows ${follows}`,
  );
  const isValkey = guide.version?.value.startsWith("valkey") === true;
  const rate = guide.writeBytesPerSecond?.value ?? 0;
  const said: Partial<Record<keyof GuideForm, string | undefined>> = {
    name: guide.sentinel?.value.name ?? guide.group,
    version: guide.version?.value,
    primary: guide.primary?.value ?? "",
    replicas: replicas?.join("\n") ?? "",
    rate: rate > 0 ? roughly(rate) : "",
    data: guide.dataBytes === null ? "" : roughly(guide.dataBytes.value),
    tls: guide.tls?.value === true ? "yes" : "no",
    auth: guide.auth?.value,
    sentinels: guide.sentinel?.value.addresses.join("\n"),
    quorum: guide.sentinel?.value.quorum?.toString(),
    persistence: guide.persistence?.value,
    "min-replicas": guide.minReplicas?.value.toString(),
    ...(isValkey && { "config-dir": "/etc/valkey", "data-dir": "/var/lib/valkey" }),
  };
  const known = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  return { ...emptyForm, ...known };
}
