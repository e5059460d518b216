import type { Instance } from "@/lib/contract";
import type { StatsView } from "@/lib/info/view";
import type { InstanceId } from "./member";
import type { Graph, Node } from "./node";

/** What has befallen a replica's link since it last held. */
export interface LinkStory {
  /** Whom it follows: with another the story begins anew. */
  readonly upstream: InstanceId;
  /** When the link came up, if it has been up at every look since; null: it is not up. Unix milliseconds. */
  upSinceMs: number | null;
  /** When full copies were seen to begin, the latest few; Unix milliseconds. */
  begunMs: readonly number[];
  /** The upstream's counters from when the link last held, or were first read; null: never read. */
  before: StatsView | null;
  /** The most that was seen to wait in the upstream for one who reads its stream since the link last held. */
  mostWaitingBytes: number | null;
  /** It has been silent to its upstream and to us, and has not been heard since. */
  silent: boolean;
  /** How far the copy was when last seen. */
  stage: number;
  doneBytes: number | null;
  /** When it last copied or was linked; Unix milliseconds. */
  busyMs: number;
}

export type LinkStories = Map<InstanceId, LinkStory>;

/** A link has held once it has been up for so long: one that is cut off for what its copy cost breaks within a second. */
export const HELD_MS = 15_000;
/** So many copies without the link having held between them are a loop. */
export const LOOP_COPIES = 3;
/** Copies this far apart belong to different stories; one of some hundred gigabytes takes a quarter of an hour. */
const LOOP_WINDOW_MS = 60 * 60_000;
/** With no copy for so long the loop is over: a replica tries anew every second, or when repl-timeout has passed. */
const IDLE_MS = 90_000;
/** A replica acknowledges once a second; three times that, and the rounding of a whole second. */
const SILENT_SECONDS = 4;

const stages: { readonly [State in NonNullable<Instance["link"]>["state"]]: number } = {
  up: 0,
  down: 0,
  connecting: 0,
  handshake: 1,
  syncing: 2,
  loading: 3,
};

/** Continues the story of every link by one look. Changes `stories`; bounded by the members. */
export function tellStories(
  graph: Graph,
  instances: readonly Instance[],
  stories: LinkStories,
  nowMs: number,
): void {
  for (const id of stories.keys()) if (!graph.nodes.has(id)) stories.delete(id);
  for (const instance of instances) {
    const node = graph.nodes.get(instance.id);
    if (node === undefined || node.upstream === null || node.known?.role !== "replica") {
      stories.delete(instance.id);
      continue;
    }
    const known = stories.get(node.id);
    const story = known?.upstream === node.upstream ? known : beginning(node.upstream);
    stories.set(node.id, story);
    story.silent = givesNoReply(node) && (story.silent || isMissed(node));
    if (node.live === null) story.upSinceMs = null;
    else look(story, instance, nowMs);
    compare(story, graph.nodes.get(node.upstream), nowMs);
  }
}

const beginning = (upstream: InstanceId): LinkStory => ({
  upstream,
  upSinceMs: null,
  begunMs: [],
  before: null,
  mostWaitingBytes: null,
  silent: false,
  stage: 0,
  doneBytes: null,
  busyMs: 0,
});

/** Neither refused nor ended: it takes what we send, and is silent. */
const givesNoReply = ({ member }: Node): boolean =>
  member.reading?.state === "unreachable" && member.reading.reason === "timeout";

/** Its upstream has it connected, and gets no ACK. */
const isMissed = ({ listed }: Node): boolean => (listed?.lastAckSeconds ?? 0) >= SILENT_SECONDS;

/**
 * A copy begins where none was, or where one is less far than it was. A replica on Valkey 9.1 is never seen between two: it
 * says of the next at once that nothing has come yet. It says so as well when the load begins, so that one copy may be
 * taken for two; hence the upstream's count is asked too before a loop is told.
 */
function look(story: LinkStory, { link }: Instance, nowMs: number): void {
  const stage = link === null ? 0 : stages[link.state];
  const doneBytes = link?.sync?.doneBytes ?? null;
  const restarted =
    stage < story.stage ||
    (stage === story.stage &&
      story.doneBytes !== null &&
      (doneBytes === null || doneBytes < story.doneBytes));
  if (stage > 0 && (story.stage === 0 || restarted))
    story.begunMs = [...story.begunMs, nowMs].slice(-LOOP_COPIES);
  story.stage = stage;
  story.doneBytes = doneBytes;
  story.upSinceMs = link?.state === "up" ? (story.upSinceMs ?? nowMs) : null;
  if (stage > 0 || story.upSinceMs !== null) story.busyMs = nowMs;
  const over = held(story, nowMs) || nowMs - story.busyMs > IDLE_MS;
  if (story.begunMs.length > 0)
    story.begunMs = over ? [] : story.begunMs.filter((ms) => nowMs - ms <= LOOP_WINDOW_MS);
}

export const held = ({ upSinceMs }: LinkStory, nowMs: number): boolean =>
  upSinceMs !== null && nowMs - upSinceMs >= HELD_MS;

/** Keeps the counters to compare with, and the most that waited. Counters that fell are those of a new process. */
function compare(story: LinkStory, upstream: Node | undefined, nowMs: number): void {
  const waitingBytes = upstream?.member.slow?.replicaBuffers?.largestBytes ?? null;
  if (held(story, nowMs)) story.mostWaitingBytes = null;
  else if (waitingBytes !== null)
    story.mostWaitingBytes = Math.max(waitingBytes, story.mostWaitingBytes ?? 0);
  const stats = upstream?.member.slow?.stats ?? null;
  if (stats === null) return;
  const fell =
    story.before !== null &&
    (stats.fullSyncs < story.before.fullSyncs || (stats.loginErrors ?? 0) < (story.before.loginErrors ?? 0));
  if (story.before === null || fell || held(story, nowMs)) story.before = stats;
}
