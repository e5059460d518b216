import type { Group } from "@/lib/contract";
import { createFleet } from "@/server/poller";
import { type FleetOptions, type GroupConfig, groupConfigOf } from "@/server/poller/config";
import type { Fleet } from "@/server/ports";
import { usualNetworks } from "@/server/redis/networks";
import { waitFor } from "./wait-for";

export const silentLog: FleetOptions["log"] = { info: () => {}, warn: () => {} };

/** A group's settings with everything but its seeds left out. */
export const groupConfig = (seeds: readonly string[], more: Partial<GroupConfig> = {}): GroupConfig => ({
  ...groupConfigOf({ name: "orders", seeds: [...seeds] }),
  ...more,
});

/** A fleet that polls ten times as often as by default. */
export const testFleet = (groups: readonly GroupConfig[], more: Partial<FleetOptions> = {}): Promise<Fleet> =>
  createFleet({
    groups,
    poll: { intervalMs: 100, timeoutMs: 300, discover: true },
    networks: usualNetworks,
    thresholds: { warnSeconds: 2, criticalSeconds: 30, warnBytes: 1024 * 1024 },
    log: silentLog,
    ...more,
  });

/** Resolves with the group once `holds`; shows how it stood when that never happens. */
export async function untilGroup(
  fleet: Fleet,
  id: string,
  what: string,
  holds: (group: Group) => boolean,
  deadlineMs = 30_000,
): Promise<Group> {
  const look = (): Group | null => {
    const group = fleet.group(id);
    return group !== null && holds(group) ? group : null;
  };
  return waitFor(what, look, deadlineMs).catch((error: Error) => {
    throw new Error(`${error.message}\n${JSON.stringify(fleet.group(id), null, 1)}`);
  });
}

/** The instance of `group` at `server`'s address. */
export function instanceAt(group: Group, server: { readonly host: string; readonly port: number }) {
  const id = idAt(server);
  const found = group.instances.find((instance) => instance.id === id);
  if (found === undefined) throw new Error(`${group.id} has no instance ${id}`);
  return found;
}

export const idAt = ({ host, port }: { readonly host: string; readonly port: number }): string =>
  host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;

export const seedOf = (server: { readonly host: string; readonly port: number }): string =>
  `redis://${idAt(server)}`;
