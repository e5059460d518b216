import type { Instance, WhatIf } from "@/lib/contract";
import { formatBytes, formatSeconds } from "@/lib/format";
import { comparable } from "@/lib/lag/lineage";
import { type PlanContext, viewOf } from "../context";

type Loss = WhatIf["loss"];

/**
 * What the successor of a primary would lack. With its link up the lag is what it may lack at most, and nothing is sure to be
 * lost: what is on its way arrives even from a process that was killed. With its link gone, it lacks for certain what the
 * primary holds beyond it, and what is written until we look again.
 * @param context the group as it is, the primary alive
 */
export function lossOf(context: PlanContext, primary: Instance, successor: Instance | null): Loss {
  if (successor === null)
    return unknown(`No replica could take over: what only ${primary.name} holds is as good as its disk.`);
  const [held, has] = [viewOf(context, primary.id), viewOf(context, successor.id)];
  if (held === null || has === null || !["same", "prefix"].includes(comparable(held, has)))
    return unknown(`How far ${successor.name} is behind ${primary.name} is not known.`);
  const rate = primary.writeBytesPerSecond;
  if (isLinked(context, successor, primary)) {
    const { lagBytes, lagSeconds, lagSecondsError } = successor;
    if (lagBytes === null)
      return unknown(`How far ${successor.name} is behind ${primary.name} is not known.`);
    const error = lagSecondsError ?? 0;
    const most = rate === null ? null : Math.round(lagBytes + rate * error);
    const seconds = lagSeconds === null ? null : lagSeconds + error;
    if (most === 0)
      return {
        verdict: "none",
        bytesAtLeast: 0,
        bytesAtMost: 0,
        secondsAtMost: seconds,
        text: `${successor.name} holds all that ${primary.name} does, and nothing is being written.`,
      };
    return {
      verdict: "possible",
      bytesAtLeast: 0,
      bytesAtMost: most,
      secondsAtMost: seconds,
      text: `At most ${formatBytes(most)}${seconds === null ? "" : `, the last ${formatSeconds(seconds)}`}, that ${successor.name} has not received yet.`,
    };
  }
  const bytes = Math.max(0, held.offset - has.offset);
  const readMs = Date.parse(primary.sampledAt ?? "");
  const ageSeconds = Number.isNaN(readMs) ? null : Math.max(0, context.nowMs - readMs) / 1000;
  const most =
    rate === null || ageSeconds === null || !primary.reachable ? null : Math.round(bytes + rate * ageSeconds);
  return {
    verdict: bytes > 0 ? "certain" : most === 0 ? "none" : "possible",
    bytesAtLeast: bytes,
    bytesAtMost: most,
    secondsAtMost: null,
    text: `${successor.name} has no link and lacks ${formatBytes(bytes)} of what ${primary.name} holds, and all that is written from now on.`,
  };
}

/** Whether the stream reaches it: every link from it up to the primary is up. */
function isLinked({ group }: PlanContext, replica: Instance, primary: Instance): boolean {
  const seen = new Set<string>();
  for (let at = replica; at.id !== primary.id; ) {
    const above = group.instances.find(({ id }) => id === at.upstream);
    if (at.link?.state !== "up" || above === undefined || seen.has(at.id)) return false;
    seen.add(at.id);
    at = above;
  }
  return primary.reachable;
}

const unknown = (text: string): Loss => ({
  verdict: "possible",
  bytesAtLeast: null,
  bytesAtMost: null,
  secondsAtMost: null,
  text,
});
