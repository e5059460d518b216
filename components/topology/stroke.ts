import type { Group, Instance } from "@/lib/contract";
import type { LagThresholds } from "@/lib/group/member";
import { stateOf } from "@/lib/topology/state";

/** How a link is drawn. Flat and of plain values, so that two equal ones compare equal. */
export interface Stroke {
  readonly kind: "streaming" | "copying" | "broken";
  readonly tone: "calm" | "warn" | "crit" | "sync";
  readonly widthPx: 1.5 | 2.5 | 4;
}

/** SVG dashes: none for a stream, long for a copy, dots for what is down or only one side vouches for. */
export const DASHES: Record<Stroke["kind"], string | undefined> = {
  streaming: undefined,
  copying: "6 4",
  broken: "2 4",
};

export const strokeColour: Record<Stroke["tone"], string> = {
  calm: "var(--border-strong)",
  warn: "var(--warn)",
  crit: "var(--crit)",
  sync: "var(--sync)",
};

/** How the link to a stack of healthy replicas is drawn. */
export const stackStroke: Stroke = { kind: "streaming", tone: "calm", widthPx: 1.5 };

const MIB = 1024 * 1024;

/** The link above instance `id`; null when the group has no such instance. */
export function strokeOf(group: Group | null, id: string, lag: LagThresholds): Stroke | null {
  const instance = group?.instances.find((each) => each.id === id);
  if (!group || !instance) return null;
  const { state } = stateOf(instance, lag);
  if (state === "syncing" || state === "loading") return { kind: "copying", tone: "sync", widthPx: 4 };
  if (state === "unreachable" || state === "unreadable" || state === "link-down")
    return { kind: "broken", tone: "crit", widthPx: 2.5 };
  const confirmed = instance.link?.state === "up" && instance.link.confirmed !== false;
  return {
    kind: confirmed ? "streaming" : "broken",
    tone: state === "lagging" ? "warn" : "calm",
    widthPx: widthOf(rateAbove(group, instance)),
  };
}

/** What flows over the link is what the upstream receives: the replica's own rate would lag behind it. */
function rateAbove(group: Group, instance: Instance): number | null {
  const upstream = group.instances.find((each) => each.id === instance.upstream);
  return upstream?.writeBytesPerSecond ?? instance.writeBytesPerSecond;
}

function widthOf(bytesPerSecond: number | null): Stroke["widthPx"] {
  if (bytesPerSecond === null || bytesPerSecond < MIB) return 1.5;
  return bytesPerSecond < 10 * MIB ? 2.5 : 4;
}
