import type { Action, Group, Instance, PlanRequest } from "@/lib/contract";
import { type UpstreamChoice, upstreamChoices } from "@/lib/plan/upstreams";
import { descendantsOf } from "@/lib/topology/tree";

/** What the menu of one instance may offer. A withheld action says why in one sentence. */
export interface Offers {
  readonly promote: Offer;
  readonly repoint: TargetedOffer;
  readonly detach: Offer;
  readonly attach: TargetedOffer;
  readonly relieve: Offer;
  readonly flatten: Offer;
  readonly backup: Offer;
}

export type Offer =
  | { readonly offered: true; readonly request: PlanRequest }
  | { readonly offered: false; readonly reason: string };

export type TargetedOffer =
  | { readonly offered: true; readonly choices: readonly UpstreamChoice[] }
  | { readonly offered: false; readonly reason: string };

interface Context {
  readonly group: Group;
  readonly self: Instance;
  readonly primaries: readonly Instance[];
}

interface Rule {
  readonly id: string;
  readonly actions: readonly Action[];
  /** The sentence shown when the rule forbids the action; null: it does not. */
  readonly forbids: (context: Context) => string | null;
}

const all: readonly Action[] = ["promote", "repoint", "detach", "attach", "relieve", "flatten", "backup"];

/** First match wins, so the plainest reason stands first. Whatever depends on risk is left to the plan's checks. */
export const rules: readonly Rule[] = [
  {
    id: "unreachable",
    actions: all,
    forbids: ({ self }) => (self.reachable ? null : `Tidemark can't reach ${self.name}.`),
  },
  {
    id: "role-unknown",
    actions: all,
    forbids: ({ self }) => (self.role === null ? `The role of ${self.name} is not known yet.` : null),
  },
  {
    id: "loading",
    actions: all,
    forbids: ({ self }) =>
      self.link?.state === "loading" ? `${self.name} is loading its data set and refuses commands.` : null,
  },
  {
    id: "is-primary",
    actions: ["promote"],
    forbids: ({ self }) => (self.role === "primary" ? `${self.name} is a primary already.` : null),
  },
  {
    id: "follows-nobody",
    actions: ["detach"],
    forbids: ({ self }) => (self.role === "primary" ? `${self.name} follows nobody.` : null),
  },
  {
    id: "primary-cannot-move",
    actions: ["repoint"],
    forbids: ({ self, primaries }) =>
      self.role !== "primary"
        ? null
        : primaries.length > 1
          ? `${self.name} is a primary: Attach makes it a replica.`
          : `${self.name} is the primary: promote another instance and it follows.`,
  },
  {
    id: "attached",
    actions: ["attach"],
    forbids: ({ self }) =>
      self.role === "replica" ? `${self.name} is a replica already: Re-point changes its upstream.` : null,
  },
  {
    id: "only-primary",
    actions: ["attach"],
    forbids: ({ self, group, primaries }) =>
      self.role === "primary" && primaries.length < 2
        ? `${self.name} is the only primary of ${group.name}.`
        : null,
  },
  {
    id: "feeds-few",
    actions: ["relieve"],
    forbids: ({ self }) =>
      self.replicas.length > 1
        ? null
        : `${self.name} feeds ${self.replicas.length === 0 ? "no replica" : "one replica"}: there is none to put below another.`,
  },
  {
    id: "flat",
    actions: ["flatten"],
    forbids: ({ self, group }) =>
      descendantsOf(group, self.id).length > self.replicas.length
        ? null
        : `Nothing is deeper than one hop below ${self.name}.`,
  },
  {
    id: "saving",
    actions: ["backup"],
    forbids: ({ self }) => (self.persistence?.saving === true ? `${self.name} is saving already.` : null),
  },
];

function forbidden(action: Action, context: Context): string | null {
  for (const rule of rules) {
    const reason = rule.actions.includes(action) ? rule.forbids(context) : null;
    if (reason !== null) return reason;
  }
  return null;
}

function targeted(action: "repoint" | "attach", context: Context): TargetedOffer {
  const reason = forbidden(action, context);
  if (reason !== null) return { offered: false, reason };
  const choices = upstreamChoices(context.group, context.self.id, action);
  return choices.some((choice) => choice.allowed)
    ? { offered: true, choices }
    : {
        offered: false,
        reason: `${context.group.name} has no other instance ${context.self.name} could follow.`,
      };
}

function plain(action: "promote" | "detach" | "relieve" | "flatten" | "backup", context: Context): Offer {
  const reason = forbidden(action, context);
  return reason === null
    ? { offered: true, request: { action, instance: context.self.id } }
    : { offered: false, reason };
}

/** One such offer alone, which costs no forecast. */
export function offerOf(group: Group, self: Instance, action: "relieve" | "flatten"): Offer {
  return plain(action, contextOf(group, self));
}

const contextOf = (group: Group, self: Instance): Context => ({
  group,
  self,
  primaries: group.instances.filter((member) => member.role === "primary"),
});

/** Which actions `instance` offers now and why it withholds the others; null when it is not of the group. */
export function offersOf(group: Group, instance: string): Offers | null {
  const self = group.instances.find((member) => member.id === instance);
  if (self === undefined) return null;
  const context = contextOf(group, self);
  return {
    promote: plain("promote", context),
    repoint: targeted("repoint", context),
    detach: plain("detach", context),
    attach: targeted("attach", context),
    relieve: plain("relieve", context),
    flatten: plain("flatten", context),
    backup: plain("backup", context),
  };
}
