import type { GroupSentinel, Sentinel } from "@/lib/contract";
import { failoverCommand, likelyChoice, sayCommand } from "@/lib/sentinel/words";
import { atOnce, type Context, type FindingDraft, nameOf, nodesOf, type Rule } from "../context";

/** So few cannot outvote one that is wrong or gone. */
const FEW = 3;

export const sentinelDisagrees: Rule = {
  code: "sentinel-disagrees",
  severity: "critical",
  when: "for 15 s, none failing over, most Sentinels name another primary than the one that is; a warning where they name different ones",
  // Through a failover they differ from the promotion until the last of them has heard of it, some 3 s with defaults.
  holdMs: () => 15_000,
  clearMs: 0,
  fires: (context) => {
    const { sentinel } = context;
    if (sentinel === null || sentinel.failingOver) return [];
    return otherPrimary(context, sentinel) ?? eachOther(context, sentinel);
  },
};

/** What most of them send clients to, when that is not the primary; null: it is, or nobody can tell. */
function otherPrimary(context: Context, sentinel: GroupSentinel): FindingDraft[] | null {
  const seen = context.graph.livePrimaries.length === 1 ? context.graph.primary : null;
  if (seen === null) return null;
  const voters = sentinel.sentinels.filter(({ epoch }) => epoch !== null);
  const against = voters.filter(
    ({ primary, elsewhere }) => elsewhere || (primary !== null && primary !== seen),
  );
  const [first] = against;
  const theirs = against.filter(
    (one) => named(context, one) === (first === undefined ? "" : named(context, first)),
  );
  if (first === undefined || 2 * theirs.length <= voters.length) return null;
  const other = named(context, first);
  const name = sentinel.name ?? context.group.name;
  return [
    {
      instance: null,
      title: `Sentinel names ${other} as primary, but ${nameOf(context, seen)} is`,
      detail: `Clients that ask Sentinel are sent to ${other}. ${theirs.length} of ${voters.length} Sentinels say so.`,
      evidence: {
        sentinelsSay: first.primary ?? first.primaryAddress,
        primary: seen,
        sentinels: theirs.map(({ address }) => address).join(", "),
        asked: voters.length,
      },
      advice: first.elsewhere
        ? `Check what they watch: SENTINEL MASTER ${name} to the Sentinel at ${first.address}. SENTINEL REMOVE ${name} and SENTINEL MONITOR ${name} with the right address put it right, at each of them.`
        : `Sentinel usually puts this right within a minute: it turns ${nameOf(context, seen)} into a replica of ${other} again, and what was written there meanwhile is lost. If it does not, look at its log.`,
      action: null,
    },
  ];
}

function eachOther(context: Context, sentinel: GroupSentinel): FindingDraft[] {
  const camps = new Map<string, Sentinel[]>();
  for (const one of sentinel.sentinels) {
    if (one.primary === null && !one.elsewhere) continue;
    const name = named(context, one);
    camps.set(name, [...(camps.get(name) ?? []), one]);
  }
  if (camps.size < 2) return [];
  const sides = [...camps].map(([name, camp]) => `${camp.map(({ address }) => address).join(", ")}: ${name}`);
  return [
    {
      instance: null,
      severity: "warning",
      title: `The Sentinels of ${context.group.name} name different primaries`,
      detail: `${sides.join("; ")}. Which one a client is sent to depends on whom it asks.`,
      evidence: { camps: camps.size, sentinels: sides.join("; ") },
      advice: `Look for a network cut between the Sentinels. SENTINEL MASTER ${sentinel.name ?? "<name>"} at each shows what it sees.`,
      action: null,
    },
  ];
}

const named = (context: Context, { primary, primaryAddress }: Sentinel): string =>
  primary === null ? (primaryAddress ?? "nobody") : nameOf(context, primary);

export const sentinelNoQuorum: Rule = {
  code: "sentinel-no-quorum",
  severity: "warning",
  when: "for 10 s no Sentinel reaches quorum and majority, or none is there at all",
  holdMs: () => 10_000,
  clearMs: 0,
  fires: (context) => {
    const { sentinel } = context;
    if (sentinel === null || !(sentinel.ckquorum?.ok === false || allGone(context, sentinel))) return [];
    const name = sentinel.name ?? "<name>";
    const silent = sentinel.sentinels.filter(({ reachable }) => !reachable);
    return [
      {
        instance: null,
        title: `Sentinel could not fail ${context.group.name} over`,
        detail: `${sentinel.ckquorum?.text ?? "No Sentinel answers, and none is connected to the instances."} Should the primary fail, nobody would replace it.`,
        evidence: {
          known: sentinel.known,
          up: sentinel.up,
          quorum: sentinel.quorum,
          silent: silent.map(({ address }) => address).join(", "),
        },
        advice:
          silent.length > 0
            ? `Bring back ${silent.map(({ address }) => address).join(", ")}. SENTINEL CKQUORUM ${name} tells when it is enough.`
            : `SENTINEL SENTINELS ${name} shows whom they miss; SENTINEL RESET ${name} at each forgets those that are gone for good.`,
        action: null,
      },
    ];
  },
};

/** None answers us, and no instance has one connected: those that say nobody listens must be all that answer. */
function allGone(context: Context, sentinel: GroupSentinel): boolean {
  if (sentinel.up > 0) return false;
  const live = nodesOf(context).filter((node) => node.live !== null);
  return live.length > 0 && live.every((node) => node.member.slow?.sentinelSubscribers === 0);
}

export const sentinelFew: Rule = {
  code: "sentinel-few",
  severity: "info",
  when: "for 15 s the Sentinels that answer know of fewer than three",
  // Each learns of the others from their messages, one each 2 s.
  holdMs: () => 15_000,
  clearMs: 0,
  fires: ({ sentinel, group }) => {
    if (sentinel === null || sentinel.name === null || sentinel.known >= FEW) return [];
    const count = sentinel.known === 1 ? "one Sentinel" : `${sentinel.known} Sentinels`;
    return [
      {
        instance: null,
        title: `${group.name} has only ${count}`,
        detail:
          sentinel.known === 1
            ? "If it fails, or its network, nobody replaces a primary that fails."
            : "A failover needs more than half of them: with either of the two gone there is none.",
        evidence: { known: sentinel.known, quorum: sentinel.quorum },
        advice: "Run three or more, on hosts that do not fail together, with a quorum of two.",
        action: null,
      },
    ];
  },
};

export const sentinelInCharge: Rule = {
  code: "sentinel-in-charge",
  severity: "info",
  when: "a Sentinel listens to a member, or one that answers watches it",
  holdMs: atOnce,
  clearMs: 15_000,
  fires: (context) => {
    if (context.group.mode !== "sentinel") return [];
    const { sentinel } = context;
    const command = failoverCommand(sentinel);
    const likely = likelyChoice({
      instances: [...context.instances.values()],
      primary: context.graph.primary,
    });
    const choice = likely === null ? "" : ` It then chooses by itself: now most likely ${likely.name}.`;
    return [
      {
        instance: null,
        title: `Sentinel manages ${context.group.name}`,
        detail: "It may reverse a promotion or a re-point that is made without it.",
        evidence: { mode: context.group.mode, name: sentinel?.name ?? null, command: command.words },
        advice: `Promote goes through Sentinel, to the replica you choose, and loses nothing. By hand, send ${sayCommand(command)}.${choice}`,
        action: null,
      },
    ];
  },
};
