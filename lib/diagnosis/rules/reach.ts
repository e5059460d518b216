import type { Node } from "@/lib/group/node";
import { mayBeOurs, NEXT_TRY_MS } from "@/lib/group/silence";
import type { UnreachableReason } from "@/lib/info/view";
import {
  atOnce,
  bestCandidate,
  type Context,
  doesNotAnswer,
  type FindingDraft,
  gonePrimary,
  nameOf,
  nodesOf,
  type Rule,
} from "../context";
import { strayLines, unlistedReplicas } from "./identity";
import { frozenSeconds } from "./primaries";

const words: Record<UnreachableReason, { why: string; advice: string }> = {
  refused: {
    why: "connection refused",
    advice: "Check that the server runs and listens on this address.",
  },
  timeout: {
    why: "no reply in time",
    advice: "Check the host and the network; a stopped or busy process accepts connections and stays silent.",
  },
  auth: {
    why: "login failed",
    advice: "Update the user name and password of this group in the settings.",
  },
  dns: { why: "name not found", advice: "Check the host name, and the name server Tidemark uses." },
  tls: {
    why: "TLS handshake failed",
    advice: "Check the certificate authority and the server name in the settings.",
  },
  protocol: {
    why: "its answer is not Redis'",
    advice: "Check that a Redis or Valkey server, not something else, listens on this port.",
  },
  "not-allowed": {
    why: "its address is not allowed",
    advice:
      "Add its address to networks.allow, if it is yours; else find out who named it. Link-local and metadata addresses are never allowed.",
  },
};

/**
 * Whether it refused us while a replica has its link to it up: it listens, and that we could not connect is most likely
 * older than that link, so the next try tells. A primary that comes back is such a case for a moment.
 */
function listensToOthers(context: Context, node: Node): boolean {
  const { reading } = node.member;
  if (reading?.state !== "unreachable" || reading.reason !== "refused") return false;
  const followers = context.graph.followers.get(node.id) ?? [];
  return followers.some((id) => context.graph.nodes.get(id)?.live?.view.following?.linkUp === true);
}

/** Whether it is only the address by which a replica that we know otherwise is listed: that is told of the replica. */
const isMisannounced = (context: Context, node: Node): boolean =>
  node.known === null &&
  unlistedReplicas(context).some(({ upstream }) => strayLines(context, upstream).includes(node.id));

export const instanceUnreachable: Rule = {
  code: "instance-unreachable",
  severity: "critical",
  when: "two readings in a row did not reach it, and it is neither a primary that its replicas have lost too, nor a replica that its upstream misses too, nor did all instances fall silent at once; for 6 s where it refuses us alone",
  holdMs: atOnce,
  clearMs: 0,
  fires: (context) => {
    const gone = gonePrimary(context);
    return nodesOf(context).flatMap((node) => {
      const reading = node.member.reading;
      if (reading?.state !== "unreachable" || !doesNotAnswer(node) || node.id === gone) return [];
      if (context.stories.get(node.id)?.silent === true) return [];
      if (mayBeOurs(context.fleet, node.member) || frozenSeconds(context, node) !== null) return [];
      if (isMisannounced(context, node)) return [];
      const { why, advice } = words[reading.reason];
      const listed = node.listed !== null && node.upstream !== null;
      const still = listed
        ? `${nameOf(context, node.upstream ?? "")} still lists it, so replication may be working.`
        : "Replication may still be working.";
      return {
        instance: node.id,
        ...(listensToOthers(context, node) ? { holdMs: NEXT_TRY_MS } : {}),
        title: `Can't reach ${nameOf(context, node.id)}`,
        detail: `Tidemark ${reading.reason === "not-allowed" ? "does not connect to it" : "gets no answer"} (${why}). ${still}`,
        evidence: { reason: reading.reason, failures: node.member.failures, listedByUpstream: listed },
        advice,
        action: null,
      };
    });
  },
};

export const instanceUnreadable: Rule = {
  code: "instance-unreadable",
  severity: "critical",
  when: "it answers, but a field that is needed cannot be read",
  holdMs: atOnce,
  clearMs: 0,
  fires: (context) =>
    nodesOf(context).flatMap((node) => {
      const reading = node.member.reading;
      if (reading?.state !== "unreadable") return [];
      return {
        instance: node.id,
        title: `${nameOf(context, node.id)} answers, but its reply cannot be read`,
        detail: `The field ${reading.field} is not what a server sends. Its values are unknown until it is.`,
        evidence: { field: reading.field, problem: reading.detail },
        advice: "Check that a Redis or Valkey server answers here, and that the user may run INFO.",
        action: null,
      };
    }),
};

export const primaryUnreachable: Rule = {
  code: "primary-unreachable",
  severity: "critical",
  when: "the primary does not answer twice in a row, and every replica of it that answers says its link is down",
  holdMs: atOnce,
  clearMs: 0,
  fires: (context) => {
    const gone = gonePrimary(context);
    const node = gone === null ? undefined : context.graph.nodes.get(gone);
    return node === undefined ? [] : [goneFinding(context, node.id, node.member.failures)];
  },
};

function goneFinding(context: Context, id: string, failures: number): FindingDraft {
  const name = nameOf(context, id);
  const followers = context.graph.followers.get(id) ?? [];
  const down = followers.filter(
    (follower) => context.graph.nodes.get(follower)?.live?.view.following?.linkUp === false,
  );
  const best = bestCandidate(context);
  return {
    instance: id,
    title: `The primary ${name} is gone`,
    detail: `Tidemark cannot reach it, and its replicas have lost their links to it. ${context.group.name} takes no writes.`,
    evidence: { failures, linksDown: down.length, replicas: followers.length, candidate: best },
    advice:
      best === null
        ? `Bring ${name} back: no replica that answers can be promoted.`
        : `Bring ${name} back, or promote ${nameOf(context, best)}, which has come farthest.`,
    action: best === null ? null : { action: "promote", instance: best },
  };
}
