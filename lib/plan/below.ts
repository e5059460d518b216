import type { Effect, Instance } from "@/lib/contract";
import type { InstanceId } from "@/lib/group/member";
import { reconnected } from "@/lib/lag/reconnected";
import { predictResync, type ResyncSide } from "@/lib/lag/resync";
import { descendantsOf } from "@/lib/topology/tree";
import { toOffset } from "@/lib/units";
import { instanceOf, type PlanContext, viewOf } from "./context";
import { copyBytesOf, type Forecast } from "./predict";

/** What a plan does to an instance, as those below it see it. */
export interface Change {
  /** `none`: it keeps its history, and with it its replicas. */
  readonly befalls: Forecast["verdict"] | "none";
  /** How it will stand; null: that is not known. */
  readonly after: ResyncSide | null;
}

/**
 * What befalls all links below `above`. When an instance takes another replid it sends its replicas away to learn it:
 * those that still can continue at once. When it loads a full copy they come back to a backlog that has just begun.
 * Source: replication.c, replicationUnsetMaster, slaveTryPartialResynchronization, replicationAttachToNewMaster.
 */
export function effectsBelow(context: PlanContext, above: Instance, change: Change): Effect[] {
  const changes = new Map<InstanceId, Change>([[above.id, change]]);
  // Nearest first: what befalls an upstream is known before what follows from it.
  return descendantsOf(context.group, above.id).flatMap((id) => {
    const child = instanceOf(context, id);
    const upstream = instanceOf(context, child?.upstream ?? null);
    const befell = changes.get(upstream?.id ?? "");
    if (child === null || upstream === null || befell === undefined) return [];
    const { reason, ...own } = changeOf(context, child, upstream, befell);
    changes.set(id, own);
    return [
      {
        link: { replica: id, upstream: upstream.id },
        resync: own.befalls,
        bytes: null,
        copyBytes: copyBytesOf(own.befalls, null, upstream),
        reason,
      },
    ];
  });
}

function changeOf(
  context: PlanContext,
  child: Instance,
  above: Instance,
  { befalls, after }: Change,
): Change & { readonly reason: string } {
  if (befalls === "none") return { befalls, after, reason: "This link is not touched." };
  const view = viewOf(context, child.id);
  if (befalls === "unknown" || after === null || view === null)
    return { befalls: "unknown", after: null, reason: `It depends on what ${above.name} gets.` };
  const asks = notAhead(view, child, viewOf(context, above.id));
  // The copy is of a place in the child's own history that it is past: it may continue once the stream has come to it.
  if (befalls === "full" && asks.replid === after.replid && asks.offset > after.offset)
    return {
      befalls: "unknown",
      after: null,
      reason: `It depends on whether ${above.name} has caught up with it by the time it comes back.`,
    };
  const { verdict, reason } = predictResync(asks, after);
  const own = { befalls: verdict, after: reconnected(asks, after) };
  if (verdict === "partial") {
    const learns = asks.replid === after.replid ? "" : " to learn the new replid";
    return { ...own, reason: `It reconnects once${learns}, and continues.` };
  }
  const copies = `${above.name} loads a full copy, so everything below it copies too.`;
  return { ...own, reason: befalls === "full" ? copies : reason };
}

/** A linked replica that was read a moment after its upstream may seem ahead of it. It cannot be. */
function notAhead(view: ResyncSide, child: Instance, above: ResyncSide | null): ResyncSide {
  const seen = child.link?.state === "up" && above !== null && view.replid === above.replid;
  return seen && view.offset > above.offset ? { ...view, offset: toOffset(above.offset) } : view;
}
