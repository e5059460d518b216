import { rights } from "@/lib/acl";
import { atOnce, type Context, type FindingDraft, nameOf, nodesOf, type Rule } from "../context";
import { counted } from "../words";

export const pollerCutOff: Rule = {
  code: "poller-cut-off",
  severity: "critical",
  when: "every instance of every group, two or more, stopped to answer at once, and nothing comes back from any",
  holdMs: atOnce,
  clearMs: 0,
  fires: ({ fleet, graph, group }) => {
    const { silence } = fleet;
    if (silence === null || graph.nodes.size === 0) return [];
    const { instances, hosts, groups } = silence;
    const where =
      groups > 1 ? `in ${groups} groups on ${counted(hosts, "host")}` : `on ${counted(hosts, "host")}`;
    // One host, or one group, may well stop as a whole.
    const verdict =
      groups > 1 && hosts > 1
        ? "It is far more likely that Tidemark lost its network than that all of them stopped."
        : `Whether Tidemark lost its network or ${group.name} stopped cannot be told from here.`;
    return [
      {
        instance: null,
        title: "Tidemark reaches no instance any more",
        detail: `All ${instances} instances ${where} fell silent at once. ${verdict}`,
        evidence: { instances, hosts, groups, lastAnswerAt: new Date(silence.sinceMs).toISOString() },
        advice:
          "Check the network of the machine that runs Tidemark. Promote nothing before you have seen from another machine whether the primary answers.",
        action: null,
      },
    ];
  },
};

/** What each command that may be refused is for. */
const lostWithout: Readonly<Record<string, string>> = {
  CONFIG: "settings: whether a primary persists, what limits its writes, how its links are tuned",
  PUBSUB: "whether a Sentinel is in charge",
  CLIENT: "what waits for replicas in output buffers",
  CLUSTER: "the node ids of a cluster",
};

/** The right that allows no more than that. */
const rightFor = (command: string): string | undefined =>
  rights.find(({ party, rule }) => party === "poller" && rule.startsWith(`+${command.toLowerCase()}|`))?.rule;

export const monitorLacksRights: Rule = {
  code: "monitor-lacks-rights",
  severity: "info",
  when: "a server refused the user that reads it a command it needs (NOPERM)",
  holdMs: atOnce,
  clearMs: 0,
  fires: (context) => {
    const lacking = nodesOf(context).flatMap((node) => {
      const forbidden = node.member.slow?.forbidden ?? [];
      return forbidden.length === 0 ? [] : { id: node.id, forbidden };
    });
    const commands = Object.keys(lostWithout).filter((command) =>
      lacking.some(({ forbidden }) => forbidden.includes(command)),
    );
    return commands.length === 0 ? [] : [lacksRights(context, commands, lacking)];
  },
};

function lacksRights(
  context: Context,
  commands: readonly string[],
  lacking: readonly { readonly id: string; readonly forbidden: readonly string[] }[],
): FindingDraft {
  const missing = commands.map(rightFor).join(" ");
  const lost = commands.map((command) => lostWithout[command]).join("; ");
  const where =
    lacking.length === 1
      ? nameOf(context, lacking[0]?.id ?? "")
      : `${lacking.length} of ${context.graph.nodes.size} instances`;
  return {
    instance: null,
    title: `Tidemark may not run ${commands.join(" and ")} on ${where}`,
    detail: `So it cannot tell ${lost}. Findings about these stay silent.`,
    evidence: { commands: commands.join(", "), instances: lacking.length, rights: missing },
    advice: `Run ACL SETUSER <user> ${missing} there for the user that Tidemark reads with. It is asked for again with the next connection.`,
    action: null,
  };
}
