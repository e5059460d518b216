import type { Instance } from "@/lib/contract";
import { formatBytes } from "@/lib/format";
import type { Former, Return } from "@/lib/group/former";
import type { InstanceId } from "@/lib/group/member";
import type { Node } from "@/lib/group/node";
import { changesOf } from "@/lib/info/writes";
import { branchesAmong, countedOwnBytes } from "@/lib/plan/own-bytes";
import { BLINK_MS, type Context, nameOf, type Rule, twoRounds } from "../context";
import { counted } from "../words";

/** Whether a primary that was replaced is one again, while its successor is one too. */
export function hasReturned(context: Context, id: InstanceId): boolean {
  const former = context.formers.get(id) ?? null;
  return former !== null && former.back !== null && stands(context, id) && stands(context, former.by);
}

const stands = (context: Context, id: InstanceId): boolean => context.graph.livePrimaries.includes(id);

export const returnedPrimary: Rule = {
  code: "returned-primary",
  severity: "critical",
  when: "an instance that another one replaced as the primary answers as a primary again, while its successor is one",
  // Twice as a primary: a switchover of ours may make the old one a replica a moment after the new one is a primary.
  holdMs: twoRounds,
  clearMs: BLINK_MS,
  fires: (context) =>
    context.group.mode === "cluster"
      ? []
      : [...context.formers].flatMap(([id, former]) => {
          const [node, instance] = [context.graph.nodes.get(id), context.instances.get(id)];
          const successor = context.instances.get(former.by);
          if (node === undefined || instance === undefined || successor === undefined) return [];
          if (former.back === null || !hasReturned(context, id)) return [];
          const own = countedOwnBytes(branchesAmong(context.instances.values()), instance, successor);
          const taken = takenSince(node, former.back);
          const name = instance.name;
          const sentinel = context.group.mode === "sentinel";
          return {
            instance: id,
            title: `${name} came back as a primary beside ${successor.name}`,
            detail: [
              `It was replaced by ${successor.name} at ${utcClock(former.sinceMs)} and accepts writes again: the two diverge since.`,
              divergence(own, former, instance, context),
              writesTaken(taken),
            ].join(" "),
            evidence: {
              successor: successor.name,
              ownBytes: own,
              heldBeyondBytes: heldBeyond(former, context),
              changesSinceReturn: taken.changes,
              streamBytesSinceReturn: taken.bytes,
              keys: instance.keys,
              replacedAt: new Date(former.sinceMs).toISOString(),
            },
            advice: sentinel
              ? `Sentinel makes ${name} a replica by itself, some 10 s after it is back, and drops what only it has. To keep that, back up ${name} at once.`
              : `Attach ${name} to ${successor.name}: it discards what only it has. To keep that, back up ${name} first.`,
            action: sentinel ? null : { action: "attach", instance: id, upstream: former.by },
          };
        }),
};

/** `14:03:12 UTC`. */
const utcClock = (ms: number): string => `${new Date(ms).toISOString().slice(11, 19)} UTC`;

/** What it was given since it was first read as a primary again. Pings move an offset too, changes are writes alone. */
function takenSince(node: Node, back: Return): { changes: number | null; bytes: number | null } {
  const offset = node.live?.view.replid === back.replid ? node.live.view.offset : null;
  const slow = node.member.slow?.history?.replid === back.replid ? node.member.slow : null;
  const changes = slow === null ? null : changesOf(slow);
  return {
    // A save in between takes the counter back: then it tells nothing.
    changes:
      changes === null || back.changes === null || changes < back.changes ? null : changes - back.changes,
    bytes: offset === null || node.live?.view.backlog.active !== true ? null : offset - back.offset,
  };
}

function writesTaken({ changes, bytes }: ReturnType<typeof takenSince>): string {
  if (changes !== null && changes > 0) return `It has taken ${counted(changes, "write")} since it came back.`;
  if (bytes !== null && bytes > 0) return `Its stream has grown by ${formatBytes(bytes)} since it came back.`;
  return "It was not seen to take a write since it came back.";
}

/** Of the bytes it was last read with before it was replaced, those its successor never had; null: not known. */
function heldBeyond({ held, by }: Former, context: Context): number | null {
  const view = context.graph.nodes.get(by)?.live?.view;
  if (held === null || view === undefined || view.previousReplid !== held.replid) return null;
  return view.previousReplidUntil === null ? null : Math.max(0, held.offset + 1 - view.previousReplidUntil);
}

function divergence(own: number | null, former: Former, instance: Instance, context: Context): string {
  const by = nameOf(context, former.by);
  if (own !== null)
    return own === 0
      ? `All it holds ${by} has too.`
      : `It has ${formatBytes(own)} that ${by} never had, pings counted.`;
  if (instance.keys === 0) return "It holds no keys.";
  const beyond = heldBeyond(former, context);
  const before =
    beyond === null || beyond === 0
      ? ""
      : ` When it was last read before, it had at least ${formatBytes(beyond)} that ${by} never had.`;
  return `It counts in a history of its own since it restarted, so how much only it has cannot be told.${before}`;
}
