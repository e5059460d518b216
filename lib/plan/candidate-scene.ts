import type { Group, Instance } from "@/lib/contract";
import type { InstanceId, Member } from "@/lib/group/member";
import { predictResync } from "@/lib/lag/resync";
import { ancestorsOf, descendantsOf } from "@/lib/topology/tree";
import { sideOf } from "./forecast";
import { promoted } from "./predict";

/** What of an instance a group's picture does not hold. */
export interface Facts {
  /** The path of its config file, `none` where it runs without one; null: not known. */
  readonly configFile: (id: InstanceId) => string | null;
  /** Whether its data outlives a restart, by save points or an AOF; null: not known. */
  readonly keepsData: (id: InstanceId) => boolean | null;
  /** Whether it takes any RDB version (Valkey's rdb-version-check relaxed). */
  readonly takesAnyRdb: (id: InstanceId) => boolean;
  /** How long writes may pause; null: not known here. */
  readonly pauseSeconds: number | null;
}

export const nothingMore: Facts = {
  configFile: () => null,
  keepsData: () => null,
  takesAnyRdb: () => false,
  pauseSeconds: null,
};

/** The facts that the slow readings of a group's members hold. */
export function factsOf(members: ReadonlyMap<InstanceId, Member>, pauseSeconds: number | null): Facts {
  const slow = (id: InstanceId) => members.get(id)?.slow ?? null;
  return {
    configFile: (id) => {
      const server = slow(id)?.server ?? null;
      return server === null ? null : (server.configFile ?? "none");
    },
    keepsData: (id) => {
      const config = slow(id)?.config ?? null;
      const [save, aof] = [config?.get("save"), config?.get("appendonly")];
      return save === undefined || aof === undefined ? null : save !== "" || aof === "yes";
    },
    takesAnyRdb: (id) => slow(id)?.config?.get("rdb-version-check") === "relaxed",
    pauseSeconds,
  };
}

/** One candidate, and what its promotion would do to those who have to follow it. */
export interface CandidateScene {
  readonly group: Group;
  readonly self: Instance;
  readonly facts: Facts;
  /** The primary above it, alive or not; null: none is known. */
  readonly primary: Instance | null;
  /** The primary is alive: it hands over, and nothing is lost. */
  readonly planned: boolean;
  /** Who would follow it anew, with the resync that costs. */
  readonly followers: readonly {
    readonly instance: Instance;
    readonly resync: "partial" | "full" | "unknown";
  }[];
  readonly resyncs: { partial: number; full: number; unknown: number; copyBytes: number | null };
}

export function sceneOf(group: Group, self: Instance, facts: Facts): CandidateScene {
  const find = (id: InstanceId | null) => group.instances.find((one) => one.id === id) ?? null;
  const top = find(ancestorsOf(group, self.id).at(-1) ?? null);
  const primary = top === null || top.role === "replica" ? null : top;
  const planned = primary?.reachable === true && primary.role === "primary";
  const siblings = group.instances.filter(
    (one) => primary !== null && one.upstream === primary.id && one.id !== self.id && one.reachable,
  );
  const all = planned && primary !== null ? [primary, ...siblings] : siblings;
  const followers = all.map((instance) => ({ instance, resync: resyncOf(self, instance, all) }));
  const counted = (kind: "partial" | "full" | "unknown") =>
    followers.filter(({ resync }) => resync === kind).map(({ instance }) => instance);
  // What is below one that copies everything copies too: it sends its replicas away.
  const below = counted("full").flatMap((one) =>
    one.id === primary?.id ? [] : descendantsOf(group, one.id).filter((id) => id !== self.id),
  );
  const full = counted("full").length + below.length;
  const bytes = self.memory?.dataBytes ?? null;
  return {
    group,
    self,
    facts,
    primary,
    planned,
    followers,
    resyncs: {
      partial: counted("partial").length,
      full,
      unknown: counted("unknown").length,
      copyBytes: full === 0 ? 0 : bytes === null ? null : bytes * full,
    },
  };
}

/** Where the old history will end: no less than any of them holds of it now. */
function resyncOf(
  self: Instance,
  follower: Instance,
  all: readonly Instance[],
): "partial" | "full" | "unknown" {
  const [below, above] = [sideOf(follower), sideOf(self)];
  if (below === null || above === null) return "unknown";
  const held = [self, ...all].flatMap(({ replid, offset }) => (replid === self.replid ? (offset ?? []) : []));
  return predictResync(below, promoted(above, Math.max(...held))).verdict;
}
