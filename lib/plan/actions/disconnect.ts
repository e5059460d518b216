import type { ConnectedClient, Instance, PlanRequest } from "@/lib/contract";
import { formatCount } from "@/lib/format";
import { isForeign } from "@/lib/info/clients";
import { type Blueprint, noLoss, sketchOf } from "../blueprint";
import type { PlanContext } from "../context";
import { primaryAbove, type Scene } from "../scene";
import { closeClient } from "../steps-clients";

/** One plan closes no more than this: each is a command and a proof of its own. */
export const MOST_CLIENTS = 200;

type Which = NonNullable<Extract<PlanRequest, { action: "disconnect" }>["clients"]>;

export interface Chosen {
  /** Whom the plan closes. */
  readonly closed: readonly ConnectedClient[];
  /** Of these kinds too, but beyond what one plan closes. */
  readonly left: number;
}

/**
 * The connections that are meant: never those of replicas, of the upstream, of Sentinels and of Tidemark. `writers`, unless
 * all are asked for: a client that only reads from a replica may well be meant to. Null: CLIENT LIST was not read.
 */
export function chosenClients(context: PlanContext, instance: Instance, which: Which): Chosen | null {
  const listed = context.clients?.instance === instance.id ? context.clients.clients : null;
  if (listed === null) return null;
  const meant = listed.filter((client) => isForeign(client) && (which === "all" || client.writes === true));
  const closed = meant.toSorted((a, b) => a.id - b.id).slice(0, MOST_CLIENTS);
  return { closed, left: meant.length - closed.length };
}

/** Closes connections of clients that are still where the primary was. They connect anew by their own settings. */
export function planDisconnect(context: PlanContext, target: Instance, which: Which): Blueprint {
  const scene: Scene = {
    context,
    action: "disconnect",
    target,
    upstream: null,
    primary: primaryAbove(context, target),
    method: null,
    moves: [],
    left: [],
    changed: [],
    clients: which,
  };
  const closed = target.role === "replica" ? (chosenClients(context, target, which)?.closed ?? []) : [];
  const many = closed.length === 1 ? "1 connection" : `${formatCount(closed.length)} connections`;
  return {
    scene,
    title: `Disconnect ${which === "all" ? "all clients" : "clients that write"} from ${target.name}?`,
    steps: closed.map((client) => closeClient(target, client)),
    effects: [],
    dataLoss: noLoss,
    writePauseSeconds: null,
    after: sketchOf(context),
    confirm: {
      tier: 2,
      type: null,
      text: `${many} to ${target.name} ${closed.length === 1 ? "is" : "are"} cut, with whatever they have under way. Clients connect again, to wherever their own settings say.`,
    },
  };
}
