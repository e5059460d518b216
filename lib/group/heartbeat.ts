import type { Group, Instance } from "@/lib/contract";
import type { HeartbeatLog } from "@/lib/lag/heartbeat";
import { midpointMs, timestamp } from "@/lib/units";
import type { InstanceId, Member } from "./member";
import type { Node } from "./node";

/** What a reader of this replica sees, by the heartbeat it showed; null where it showed none, and where none are written. */
export function heartbeatOf({ live, member }: Node, log: HeartbeatLog | null): Instance["heartbeat"] {
  if (log === null || member.heartbeat === null || live?.view.role !== "replica") return null;
  const lag = log.readerLag(member.heartbeat);
  const sampledAt = timestamp(midpointMs(member.heartbeat.at));
  return lag === null || sampledAt === null ? null : { ...lag, sampledAt };
}

interface Scene {
  readonly group: Group;
  /** The group's primary; null: there is none, or nobody can tell which. */
  readonly primary: Member | null;
}

interface Obstacle {
  readonly id: string;
  stands(scene: Scene): boolean;
}

const viewOf = ({ primary }: Scene) => (primary?.reading?.state === "reached" ? primary.reading.view : null);

/** What keeps a heartbeat from being written. */
export const obstacles: readonly Obstacle[] = [
  // A run may pause writes and wait for offsets to be equal: it needs no writer of our own.
  { id: "run", stands: ({ group }) => group.run !== null },
  // The key's slot is most likely another primary's.
  { id: "cluster", stands: ({ group }) => group.mode === "cluster" },
  // Whether it is one of a cluster is not known yet.
  { id: "unread", stands: ({ primary }) => primary !== null && primary.slow === null },
  // Nobody would show it; and one that stands alone by mistake would part from the history it could still return to.
  {
    id: "no-reader",
    stands: ({ group }) => !group.instances.some(({ role, reachable }) => role === "replica" && reachable),
  },
  { id: "no-primary", stands: ({ primary }) => primary === null },
  { id: "silent", stands: (scene) => viewOf(scene) === null },
  { id: "not-primary", stands: (scene) => viewOf(scene)?.role !== "primary" },
  // It pauses writes (failoverCommand in replication.c); an older server does not say.
  { id: "failover", stands: (scene) => (viewOf(scene)?.failover ?? "none") !== "none" },
];

/** Where a heartbeat may be written now; null: nowhere. */
export function heartbeatTarget(group: Group, members: ReadonlyMap<InstanceId, Member>): InstanceId | null {
  const primary = group.primary === null ? null : (members.get(group.primary) ?? null);
  return obstacles.some(({ stands }) => stands({ group, primary })) ? null : group.primary;
}
