import { formatSeconds } from "@/lib/format";
import { BLINK_MS, type Context, nameOf, nodesOf, type Rule, twoRounds } from "../context";

/** Clocks that differ by no more may do so by rounding and by how the time was asked. */
const SURE_MS = 2000;

export const clockSkew: Rule = {
  code: "clock-skew",
  severity: "warning",
  when: "the clock of a replica and that of the primary are surely more than 2 s apart, for fifteen rounds",
  // Read every 10 s and not at the same time: one clock that was set right in between looks skewed until the next time.
  holdMs: (pollIntervalMs) => 15 * pollIntervalMs,
  clearMs: BLINK_MS,
  fires: (context) => {
    const primary = context.graph.nodes.get(context.graph.primary ?? "");
    const reference = primary?.live == null ? null : (primary.member.slow?.clock ?? null);
    if (primary === undefined || reference === null) return [];
    return nodesOf(context).flatMap((node) => {
      const clock = node.live === null ? null : (node.member.slow?.clock ?? null);
      if (clock === null || node.id === primary.id) return [];
      const aheadMs = clock.aheadMs - reference.aheadMs;
      const errorMs = clock.errorMs + reference.errorMs;
      if (Math.abs(aheadMs) - errorMs <= SURE_MS) return [];
      const [name, of] = [nameOf(context, node.id), nameOf(context, primary.id)];
      const apart = formatSeconds(Math.abs(aheadMs) / 1000);
      return {
        instance: node.id,
        title: `The clock of ${name} is ${apart} ${aheadMs > 0 ? "ahead of" : "behind"} that of ${of}`,
        detail: `Keys expire by the clock of whoever is asked: reads on ${name} lose keys ${aheadMs > 0 ? "early" : "late"}, and a promotion makes that so for all. Times of saves are off as well; lag is not.`,
        evidence: { aheadSeconds: aheadMs / 1000, errorSeconds: errorMs / 1000, primary: of },
        advice: `Synchronise the clocks of both hosts (chrony, NTP) before you promote ${name}.`,
        action: null,
      };
    });
  },
};

export const configNotSaved: Rule = {
  code: "config-not-saved",
  severity: "warning",
  when: "a process without a config file was seen to change its role or its upstream",
  holdMs: twoRounds,
  clearMs: BLINK_MS,
  fires: (context) =>
    nodesOf(context).flatMap((node) => {
      const server = node.member.slow?.server ?? null;
      const process = context.processes.get(node.id);
      if (node.live === null || server === null || server.configFile !== null) return [];
      if (process === undefined || process.runId !== server.runId || process.place === process.firstPlace)
        return [];
      const name = nameOf(context, node.id);
      return {
        instance: node.id,
        title: `${name} would not keep its place over a restart`,
        detail: `It runs without a config file, so CONFIG REWRITE cannot write down that it is ${placed(context, process.place)}. Started again by the same command line, it takes the place that names.`,
        evidence: { now: process.place, whenFirstSeen: process.firstPlace, configFile: null },
        advice: `Change the command line or the service that starts ${name}, or give it a config file and run CONFIG REWRITE.`,
        action: null,
      };
    }),
};

const placed = (context: Context, place: string): string =>
  place === "primary" ? "a primary" : `a replica of ${nameOf(context, place)}`;
