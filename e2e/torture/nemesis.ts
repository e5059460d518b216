import { calm, linkOf } from "./front";
import { type Id, nowMs, type Roles } from "./history";
import type { TortureNode } from "./node";
import type { Recorder } from "./recorder";
import { chosen, type Fault } from "./schedule";
import { rolesOf, type World } from "./world";

/** What a fault needs to know of the act that it meets. */
export interface Meeting {
  readonly world: World;
  readonly recorder: Recorder;
  /** The dashboard that acts. */
  readonly dashboard: number;
  /** The instance that the act is about; null: none. */
  readonly target: Id | null;
  /** An instance may be writable beside the primary from now on, until the group is mended. */
  readonly splits: (instance: Id) => void;
}

/** A fault under way. */
export interface Wound {
  readonly on: string;
  heal(): Promise<void>;
}

const nothing = async (): Promise<void> => {};

/** Does what the fault says. Null: there is nothing here that it could befall. */
export async function wound(fault: Fault, at: Meeting): Promise<Wound | null> {
  const { world } = at;
  const roles = rolesOf(await world.truth()) ?? {};
  const replicas = world.nodes.filter(({ id }) => roles[id]?.role === "replica");
  switch (fault.kind) {
    case "stop-node":
    case "kill-node": {
      const node = chosen(world.nodes, fault.node);
      const role = roles[node.id]?.role;
      return fault.kind === "stop-node" ? stop(node, at, role) : kill(node, at, role);
    }
    case "stop-target":
      return at.target === null ? null : stop(world.node(at.target), at, roles[at.target]?.role);
    case "stop-dashboard":
    case "kill-dashboard":
      return woundDashboard(fault.kind, at);
    case "cut-dashboards": {
      const node = chosen(world.nodes, fault.node);
      node.front.cut("dashboards");
      return { on: node.id, heal: nothing };
    }
    case "lose-reply": {
      for (const node of world.nodes) node.front.loseReply(fault.word, () => disarm(world));
      return { on: fault.word, heal: async () => disarm(world) };
    }
    case "full-disk":
      world.disk.fill();
      return { on: "the store", heal: async () => world.disk.free() };
  }
  const [replica, upstream] = linkAt(world, replicas, roles, fault.node);
  if (replica === null || upstream === null) return null;
  if (fault.kind === "behind-the-back") return behind(fault, at, replica, replicas);
  return woundLink(fault, replica, upstream);
}

function disarm(world: World): void {
  for (const node of world.nodes) node.front.keepReplies();
}

function linkAt(
  world: World,
  replicas: readonly TortureNode[],
  roles: Roles,
  pick: number,
): [TortureNode | null, TortureNode | null] {
  if (replicas.length === 0) return [null, null];
  const replica = chosen(replicas, pick);
  const upstream = world.nodes.find(({ id }) => id === roles[replica.id]?.upstream) ?? null;
  return [replica, upstream];
}

type Role = "primary" | "replica" | null;

/** @param role what it is now; null: unknown */
export function stop(node: TortureNode, at: Meeting, role: Role | undefined): Wound {
  const atMs = nowMs();
  node.server.pause();
  return {
    on: node.id,
    async heal() {
      mayRival(node, at, role);
      node.server.resume();
      at.recorder.add({ kind: "death", atMs, instance: node.id, untilMs: nowMs() });
    },
  };
}

export async function kill(
  node: TortureNode,
  at: Meeting,
  role: Role | undefined,
  from: "present" | "first" = "present",
): Promise<Wound> {
  const atMs = nowMs();
  await node.server.kill();
  return {
    on: node.id,
    async heal() {
      mayRival(node, at, role);
      await node.revive(from);
      at.recorder.add({ kind: "death", atMs, instance: node.id, untilMs: nowMs() });
    },
  };
}

/** A primary may have lost its role meanwhile; a target that was stopped may yet hear that it is to take over. */
function mayRival(node: TortureNode, at: Meeting, role: Role | undefined): void {
  if (role === "primary" || at.target === node.id) at.splits(node.id);
}

async function woundDashboard(kind: "stop-dashboard" | "kill-dashboard", at: Meeting): Promise<Wound | null> {
  const dashboard = at.world.dashboards[at.dashboard % at.world.dashboards.length];
  if (dashboard === undefined) return null;
  const on = `dashboard ${dashboard.n}`;
  if (kind === "stop-dashboard") {
    dashboard.pause();
    return { on, heal: async () => dashboard.resume() };
  }
  await dashboard.kill();
  return { on, heal: () => dashboard.start() };
}

type LinkFault = Extract<Fault, { kind: "cut-link" | "hold-link" | "delay-link" | "half-open-link" }>;

function woundLink(fault: LinkFault, replica: TortureNode, { front }: TortureNode): Wound {
  const link = linkOf(replica.front.port);
  const on = `${replica.id} on ${front.host}:${front.port}`;
  switch (fault.kind) {
    case "cut-link":
      front.cut(link);
      return { on, heal: nothing };
    case "half-open-link":
      front.halfOpen(link);
      return { on, heal: nothing };
    case "hold-link":
    case "delay-link": {
      const delayMs = fault.kind === "delay-link" ? fault.delayMs : 0;
      front.setWeather(link, { held: fault.kind === "hold-link", delayMs });
      return { on, heal: async () => front.setWeather(link, calm) };
    }
  }
}

/** Somebody's redis-cli: a replica is promoted, or follows another one, and no dashboard was asked. */
async function behind(
  { promote, node }: Extract<Fault, { kind: "behind-the-back" }>,
  at: Meeting,
  replica: TortureNode,
  replicas: readonly TortureNode[],
): Promise<Wound | null> {
  const others = replicas.filter(({ id }) => id !== replica.id);
  if (!promote && others.length === 0) return null;
  const { front } = promote ? replica : chosen(others, node);
  const words = promote ? ["REPLICAOF", "NO", "ONE"] : ["REPLICAOF", front.host, String(front.port)];
  if (promote) at.splits(replica.id);
  at.recorder.add({ kind: "by-hand", atMs: nowMs(), instance: replica.id, words });
  await replica.asker.ask(words);
  return { on: replica.id, heal: nothing };
}
