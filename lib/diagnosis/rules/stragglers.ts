import { formatCount } from "@/lib/format";
import { atOnce, BLINK_MS, type Context, followersNow, nameOf, type Rule } from "../context";

/** So long without a refused write, and they have gone elsewhere. */
const QUIET_MS = 30_000;

/** Writes per second, to a tenth where they are few. */
const often = (perSecond: number): string =>
  perSecond < 10 ? Math.max(0.1, perSecond).toFixed(1) : formatCount(Math.round(perSecond));

export const stragglers: Rule = {
  code: "stragglers",
  severity: "warning",
  when: "a replica refused writes with READONLY between full readings, which are 10 s apart, twice in a row; until 30 s without: a warning where it was the primary before, else a note",
  holdMs: atOnce,
  clearMs: BLINK_MS,
  fires: (context: Context) =>
    followersNow(context).flatMap(({ node, instance }) => {
      const persistent = context.refusals.get(node.id)?.persistent ?? null;
      if (persistent === null || context.fleet.nowMs - persistent.atMs >= QUIET_MS) return [];
      const { perSecond } = persistent;
      const former = context.formers.get(node.id) ?? null;
      const to = former?.by ?? context.graph.primary;
      const primary = to === null ? "the primary" : nameOf(context, to);
      return {
        instance: node.id,
        severity: former === null ? "info" : "warning",
        title:
          former === null
            ? `Clients try to write to ${instance.name}, which is a replica`
            : `Clients still write to ${instance.name}, which is a replica now`,
        detail: `It refuses ${often(perSecond)}\u00a0writes a second with READONLY: they are carried out neither here nor elsewhere.`,
        evidence: {
          readonlyErrorsPerSecond: Math.round(perSecond * 10) / 10,
          readonlyErrors: context.refusals.get(node.id)?.total ?? null,
          primary: to,
        },
        advice: `Point them to ${primary}: by their settings, their name service, or a restart. What does not notice by itself can be disconnected, so that it connects anew.`,
        action: former === null ? null : { action: "disconnect", instance: node.id },
      };
    }),
};
