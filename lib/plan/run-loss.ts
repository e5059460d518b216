import type { Plan, Run } from "@/lib/contract";
import { formatBytes, formatSeconds } from "@/lib/format";
import type { InstanceId } from "@/lib/group/member";
import type { ReplicationView } from "@/lib/info/view";
import { secondsBetween } from "./actions/forced-loss";
import type { PlanContext } from "./context";

export interface RunLossInput extends Required<Pick<PlanContext, "reachedMs">> {
  readonly plan: Plan;
  /** As the promoted instance was last read: it names where its old history ended. */
  readonly promoted: ReplicationView | null;
  /** As every instance of the group was last read, the lost primary among them. */
  readonly views: ReadonlyMap<InstanceId, ReplicationView>;
  readonly nameOf: (instance: InstanceId) => string;
}

/**
 * What a forced promotion has lost, as far as anybody can tell when it has been made: the bytes that somebody was seen to hold
 * from after the place where the promoted instance's histories part (`second_repl_offset`; replication.c, shiftReplicationId).
 * It is a least value: what the old primary took after it was last read, only that one can tell when it comes back.
 */
export function runLoss({ plan, promoted, views, nameOf, reachedMs }: RunLossInput): Run["loss"] {
  if (plan.method !== "forced") return null;
  const name = nameOf(plan.instance);
  const [replid, until] = [promoted?.previousReplid ?? null, promoted?.previousReplidUntil ?? null];
  if (replid === null || until === null)
    return {
      bytes: plan.dataLoss.bytes,
      seconds: plan.dataLoss.seconds,
      text: `Where the history of ${name} parted from the old one could not be read. Stated before: ${plan.dataLoss.text}`,
    };
  const seen = [...views.values()].filter((view) => view.replid === replid).map(({ offset }) => offset);
  const bytes = Math.max(0, ...seen.map((offset) => offset + 1 - until), plan.dataLoss.bytes ?? 0);
  if (bytes === 0)
    return {
      bytes: null,
      seconds: null,
      text: `Nothing that was seen of the old history is missing on ${name}. Writes that nobody had read by then are lost.`,
    };
  const end = until - 1 + bytes;
  const seconds = secondsBetween({ reachedMs }, replid, until - 1, end) ?? plan.dataLoss.seconds;
  const time = seconds === null ? "" : `, ${formatSeconds(seconds)} of writes`;
  return {
    bytes,
    seconds,
    text: `At least ${formatBytes(bytes)}${time}, were not on ${name} when it was promoted. The old primary can tell the rest when it comes back.`,
  };
}
