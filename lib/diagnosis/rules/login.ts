import { atOnce, followersNow, type Rule, upstreamName } from "../context";
import { refusalsOf, servesStaleData, whatReadsGive } from "../facts";

export const loginRefused: Rule = {
  code: "login-refused",
  severity: "critical",
  when: "a replica has no link, its upstream does not list it, and has since refused logins or commands five times and served no copy",
  holdMs: atOnce,
  clearMs: 5_000,
  fires: (context) =>
    followersNow(context).flatMap(({ node, instance }) => {
      const refusals = refusalsOf(context, node);
      if (refusals === null) return [];
      const upstream = upstreamName(context, node);
      return {
        instance: node.id,
        title: `${instance.name} has no link to ${upstream}, which refuses logins`,
        detail: `${upstream} has refused ${refusals} logins or commands since the link last held, and does not list ${instance.name}.${whatReadsGive(node, instance)}`,
        evidence: {
          upstream,
          refusals,
          downSeconds: instance.link?.downSeconds ?? null,
          keys: instance.keys,
          servesStaleData: servesStaleData(node),
        },
        advice: `Check masteruser and masterauth on ${instance.name} against the users of ${upstream}: a replica needs +psync +replconf there. ACL LOG on ${upstream} names who was refused.`,
        action: null,
      };
    }),
};
