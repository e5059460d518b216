import type { Instance, Link } from "@/lib/contract";
import { type LagEstimate, UNKNOWN_LAG } from "@/lib/lag/estimate";
import { resyncOf, type Stream } from "@/lib/lag/headroom";
import type { HeartbeatLog } from "@/lib/lag/heartbeat";
import { lagBehind } from "@/lib/lag/lag";
import { isNowhere } from "@/lib/lag/lineage";
import { reachedMs, secondsToWrite } from "@/lib/lag/pace";
import { reconnected } from "@/lib/lag/reconnected";
import type { ResyncSide } from "@/lib/lag/resync";
import type { OffsetTracks } from "@/lib/lag/tracks";
import { linkFromEnds } from "@/lib/topology/link";
import { heartbeatOf } from "./heartbeat";
import { hasPosition, instanceOf, loadsAtStart } from "./instance";
import type { InstanceId } from "./member";
import type { CopyStart, DeriveMemory } from "./memory";
import type { Graph, Node } from "./node";

interface MeasureInput {
  readonly group: string;
  readonly nowMs: number;
  readonly pollIntervalMs: number;
  readonly tracks: OffsetTracks;
  readonly heartbeats: HeartbeatLog | null;
  readonly memory: DeriveMemory;
  readonly detached: ReadonlySet<InstanceId>;
}

/** With the primary silent for longer than this many rounds, nobody can say how far it has come. */
const STALE_ROUNDS = 3;
const STALE_AT_LEAST_MS = 3000;

/** Every instance with its link, lag, resync verdict and rates. Linear. */
export function measure(
  graph: Graph,
  input: MeasureInput,
): { instances: Instance[]; lagAtLeastSeconds: Map<InstanceId, number> } {
  const streams = new Map<InstanceId, Stream>();
  for (const node of graph.nodes.values()) {
    const replid = countedHistory(node);
    if (replid !== null) streams.set(node.id, streamOf(input.tracks, replid));
  }
  const lagAtLeastSeconds = new Map<InstanceId, number>();
  const instances = [...graph.nodes.values()].map((node) => {
    const link = linkOf(node, graph, input);
    const lag = lagOf(node, link, graph, input);
    if (lag.atLeastSeconds !== null) lagAtLeastSeconds.set(node.id, lag.atLeastSeconds);
    return instanceOf(node, {
      group: input.group,
      replicas: graph.followers.get(node.id) ?? [],
      link,
      lag,
      heartbeat: heartbeatOf(node, input.heartbeats),
      resync: reconnect(node, link, graph, streams),
      writeBytesPerSecond: writeRate(node, input.tracks),
      detached: input.detached.has(node.id) && node.known?.role === "primary" && node.id !== graph.primary,
    });
  });
  for (const id of input.memory.copies.keys()) if (!graph.nodes.has(id)) input.memory.copies.delete(id);
  return { instances, lagAtLeastSeconds };
}

const streamOf = (tracks: OffsetTracks, replid: string): Stream => ({
  secondsToWrite: (bytes) => secondsToWrite(tracks.samples(replid), bytes),
  reachedMs: (offset) => reachedMs(tracks.samples(replid), offset),
});

/** The history a primary counts what is written to it in. One that keeps no backlog counts nothing: its rate is not known, not 0. */
function countedHistory({ live }: Node): string | null {
  if (live === null || live.view.role !== "primary" || !live.view.backlog.active) return null;
  return live.view.replid;
}

function writeRate(node: Node, tracks: OffsetTracks): number | null {
  const replid = countedHistory(node);
  return replid === null ? null : tracks.writeBytesPerSecond(replid);
}

function linkOf(node: Node, graph: Graph, { memory, nowMs }: MeasureInput): Link | null {
  if (node.known?.role !== "replica") {
    memory.copies.delete(node.id);
    return null;
  }
  const following = node.live?.view.following ?? null;
  const doneBytes = following?.sync?.readBytes ?? null;
  const start = memory.copies.get(node.id);
  if (doneBytes === null || doneBytes < 0) memory.copies.delete(node.id);
  else if (start === undefined || doneBytes < start.doneBytes)
    memory.copies.set(node.id, { atMs: nowMs, doneBytes });
  return linkFromEnds({
    following,
    persistence: node.live === null ? null : (node.member.slow?.persistence ?? null),
    upstreamAnswers: node.upstream !== null && graph.nodes.get(node.upstream)?.live != null,
    listed: node.listed,
    copyBytesPerSecond: doneBytes === null || start === undefined ? null : pace(start, doneBytes, nowMs),
  });
}

const pace = (start: CopyStart, doneBytes: number, nowMs: number): number | null =>
  nowMs > start.atMs && doneBytes >= start.doneBytes
    ? (1000 * (doneBytes - start.doneBytes)) / (nowMs - start.atMs)
    : null;

/**
 * The primary a node is measured against: the top of its chain. Where that is out of sight or does not answer, the group's:
 * after a failover a replica that has not moved yet is behind the new primary, not the dead one.
 */
function rootOf(node: Node, graph: Graph): InstanceId | null {
  const top = graph.nodes.get(graph.roots.get(node.id) ?? "");
  if (top?.known?.role !== "primary") return graph.primary;
  return top.live === null ? (graph.primary ?? top.id) : top.id;
}

function lagOf(node: Node, link: Link | null, graph: Graph, input: MeasureInput): LagEstimate {
  const root = rootOf(node, graph);
  const primary = root === null ? null : (graph.nodes.get(root)?.known ?? null);
  if (node.live === null || node.live.view.role !== "replica" || primary === null) return UNKNOWN_LAG;
  const { offset, replid } = node.live.view;
  if (!hasPosition(link) || (link?.state !== "up" && isNowhere(offset))) return UNKNOWN_LAG;
  const staleAfterMs = Math.max(STALE_AT_LEAST_MS, STALE_ROUNDS * input.pollIntervalMs);
  return lagBehind({ at: node.live.at, replid, offset }, primary, input.tracks, staleAfterMs);
}

function reconnect(
  node: Node,
  link: Link | null,
  graph: Graph,
  streams: ReadonlyMap<InstanceId, Stream>,
): Instance["resync"] {
  const upstream = graph.nodes.get(node.upstream ?? "");
  if (link === null || node.live === null || upstream?.live == null) return null;
  if (loadsAtStart(node) || loadsAtStart(upstream)) return null;
  const root = rootOf(node, graph);
  return resyncOf({
    state: link.state,
    replica: node.live.view,
    upstream: standing(upstream, upstream.live.view, graph),
    stream: root === null ? null : (streams.get(root) ?? null),
    dataBytes: upstream.member.slow?.memory?.dataBytes ?? null,
  });
}

/** No chain is that deep; a ring, in which nobody ever gets a link, has no end. */
const DEEPEST = 64;

/** An upstream as it will stand when it takes replicas: it takes none before it has a link of its own. */
function standing(node: Node, view: ResyncSide, graph: Graph, depth = 0): ResyncSide {
  if (node.live?.view.following?.linkUp !== false || depth === DEEPEST) return view;
  const above = graph.nodes.get(node.upstream ?? "");
  return above?.live == null ? view : reconnected(view, standing(above, above.live.view, graph, depth + 1));
}
