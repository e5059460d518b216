import type { Group, Instance } from "@/lib/contract";
import { formatBytes } from "@/lib/format";
import { shares } from "@/lib/lag/shared";
import { toOffset } from "@/lib/units";
import { offersOf } from "./eligibility";

/** A replica that could become the primary, with the sentence that says why it stands where it stands. */
export interface Candidate {
  readonly instance: Instance;
  readonly reason: string;
}

type Compare = (a: Instance, b: Instance) => number;

const first = (holds: (instance: Instance) => boolean): Compare => {
  return (a, b) => Number(holds(b)) - Number(holds(a));
};
const lowest = (value: (instance: Instance) => number | null): Compare => {
  return (a, b) => {
    const [left, right] = [value(a), value(b)];
    if (left === right) return 0;
    if (left === null) return 1;
    return right === null ? -1 : left - right;
  };
};

/**
 * The order of candidates. Priority 0 means never (replica-priority). FAILOVER takes only a replica that stands in
 * the primary's own list with its link up (Redis replication.c, failoverCommand). With the primary gone, whoever
 * holds most of the stream loses least; else lag counts in whole seconds, since an ACK a second makes the rest noise.
 */
function order(group: Group): Compare[] {
  const primary = group.instances.find((instance) => instance.id === group.primary);
  const farthest = lowest((instance) => (instance.offset === null ? null : -instance.offset));
  const nearest = lowest((instance) =>
    instance.lagSeconds === null ? null : Math.floor(instance.lagSeconds),
  );
  return [
    first((instance) => instance.priority !== 0),
    ...(primary?.reachable === true
      ? [
          first((instance: Instance) => instance.link?.state === "up"),
          first((instance: Instance) => instance.upstream === primary.id),
          nearest,
        ]
      : [first((instance: Instance) => inHistoryOf(primary, instance)), farthest]),
    lowest((instance) => instance.priority),
    lowest((instance) => instance.lagBytes),
    (a, b) => a.name.localeCompare(b.name, "en", { numeric: true }),
  ];
}

/** Only within the lost primary's history do offsets say who holds more; where nobody knows that, they are all there is. */
function inHistoryOf(primary: Instance | undefined, { replid, offset }: Instance): boolean {
  if (primary === undefined || primary.replid === null || replid === null || offset === null) return false;
  const until = primary.previousReplidUntil;
  const held = {
    ...primary,
    replid: primary.replid,
    previousReplidUntil: until === null ? null : toOffset(until),
  };
  return shares(held, { replid, offset: toOffset(offset) });
}

function reasonFor(group: Group, instance: Instance): string {
  if (instance.priority === 0) return "its priority 0 says never";
  if (instance.link?.state !== "up") return "its link is not up";
  const behind = instance.lagBytes === null ? "lag unknown" : `${formatBytes(instance.lagBytes)} behind`;
  return group.primary !== null && instance.upstream !== group.primary
    ? `${behind}, not on the primary`
    : behind;
}

/** Replicas that may be promoted, the best first. Empty: there is none. */
export function candidates(group: Group): Candidate[] {
  const compares = order(group);
  return group.instances
    .filter((instance) => offersOf(group, instance.id)?.promote.offered === true)
    .sort((a, b) => {
      for (const compare of compares) {
        const side = compare(a, b);
        if (side !== 0) return side;
      }
      return 0;
    })
    .map((instance) => ({ instance, reason: reasonFor(group, instance) }));
}

/** The replica the page-level Promote button plans for; null: none can be promoted. */
export const bestCandidate = (group: Group): Candidate | null => candidates(group)[0] ?? null;
