import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { LabEnvironment } from "@/lib/contract";
import type { ServerBinary } from "@/server/local";
import type { Fleet } from "@/server/ports";
import type { GroupPlace, LabMember, ThrowawayPlace } from "./experiment";
import { startThrowaway, type ThrowawayGroup } from "./throwaway";

type Servers = LabEnvironment["servers"];

/** A place for one experiment, and what it leaves behind. */
export interface HeldPlace<P> {
  readonly place: P;
  /** Who took part until now. */
  servers(): Servers;
  /** Resolves once nothing is left of what was started. */
  close(): Promise<void>;
}

/** @param root a folder; those of the experiment are made in it, and removed */
export function throwawayPlace(
  binary: ServerBinary,
  root: string,
  id: string,
  signal: AbortSignal,
): HeldPlace<ThrowawayPlace> {
  const started: { readonly group: ThrowawayGroup; readonly dir: string }[] = [];
  const seen = new Map<string, Servers[number]>();
  let count = 0;
  return {
    place: {
      place: "throwaway",
      version: binary.version,
      async start(options) {
        count += 1;
        const dir = join(root, `${id}-${count}`);
        const group = await startThrowaway(binary.path, dir, options, signal).catch(
          async (error: unknown) => {
            await rm(dir, { recursive: true, force: true });
            throw error;
          },
        );
        started.push({ group, dir });
        for (const { name } of [group.primary, ...group.replicas])
          seen.set(name, {
            instance: name,
            role: name === group.primary.name ? "primary" : "replica",
            version: `${binary.product} ${binary.version}`,
          });
        return group;
      },
    },
    servers: () => [...seen.values()],
    async close() {
      for (const { group, dir } of started.splice(0)) {
        await group.close();
        await rm(dir, { recursive: true, force: true });
      }
    },
  };
}

/** A group as it stands: nothing is started, so nothing is left. */
export function groupPlace(fleet: Fleet, group: string): HeldPlace<GroupPlace> {
  const instances = () => fleet.group(group)?.instances ?? [];
  return {
    place: {
      place: "group",
      group,
      resolve: fleet.resolver(group),
      members: () =>
        instances()
          .flatMap(({ id, role }): LabMember[] => {
            const dialled = fleet.dialled(id, "operator");
            return role === null || dialled === null ? [] : [{ id, role, ...dialled }];
          })
          .sort((a, b) => Number(b.role === "primary") - Number(a.role === "primary")),
    },
    servers: () =>
      instances().flatMap(({ id, role, product, version }) =>
        role === null
          ? []
          : [{ instance: id, role, version: version === null ? null : `${product} ${version}` }],
      ),
    close: async () => {},
  };
}
