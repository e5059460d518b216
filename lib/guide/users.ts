import { makeAcl, type Part, type Party } from "@/lib/acl";
import { isAtLeast, type ServerVersion } from "@/lib/info/version";
import type { GuideFacts } from "./facts";
import type { PartyName, Secrets } from "./secrets";

/** One rule of a user that is not Tidemark's own, with the version that knows it. */
interface Rule {
  readonly rule: string;
  readonly why: string;
  readonly since?: readonly [major: number, minor: number];
  /** Of Valkey alone, from this major version on. */
  readonly valkey?: number;
}

/** An application: all keys, and no command that steers the server. Source: acl.c, ACLSetUser. */
const application: readonly Rule[] = [
  { rule: "~*", why: "Its keys; a prefix is better, where it has one." },
  { rule: "&*", why: "Its channels.", since: [6, 2] },
  { rule: "+@all", why: "All commands," },
  { rule: "-@admin", why: "but CONFIG, ACL, REPLICAOF, SHUTDOWN and their like," },
  { rule: "-@dangerous", why: "and those that walk or drop everything: KEYS, FLUSHALL, SORT." },
  { rule: "+info", why: "Clients ask whether a server is ready." },
  { rule: "+role", why: "And whether it is the primary." },
  { rule: "+client|setname", why: "CLIENT is one dangerous command before 7.0." },
  { rule: "+client|id", why: "The same." },
];

/**
 * What a Sentinel sends to an instance.
 * Source: sentinel.c, sentinelReconnectInstance, sentinelSendHello, sentinelSendSlaveOf.
 */
const sentinelThere: readonly Rule[] = [
  { rule: "&__sentinel__:hello", why: "Where Sentinels find each other.", since: [6, 2] },
  { rule: "-@all", why: "Nothing else." },
  { rule: "+ping", why: "Whether it lives." },
  { rule: "+info", why: "Its role and replicas." },
  { rule: "+subscribe", why: "It hears the others," },
  { rule: "+publish", why: "and tells them of itself." },
  { rule: "+client|setname", why: "Its connections bear a name." },
  { rule: "+multi", why: "A change of roles is one transaction," },
  { rule: "+exec", why: "sent at once," },
  { rule: "+slaveof", why: "with the new upstream," },
  { rule: "+replicaof", why: "under either name," },
  { rule: "+failover", why: "or one that the old primary makes itself (COORDINATED),", valkey: 9 },
  { rule: "+config|rewrite", why: "kept over a restart," },
  { rule: "+client|kill", why: "and clients sent to look anew." },
  { rule: "+script|kill", why: "A script that hangs is ended before an instance is held to be down." },
];

/** What Sentinels send to each other. Source: sentinel.c, sentinelAskMasterStateToOtherSentinels. */
const sentinelAmongItself: readonly Rule[] = [
  { rule: "&__sentinel__:hello", why: "They find each other there." },
  { rule: "-@all", why: "Nothing else." },
  { rule: "+ping", why: "Whether it lives." },
  { rule: "+publish", why: "Hello." },
  { rule: "+client|setname", why: "Its connections bear a name." },
  { rule: "+sentinel|is-master-down-by-addr", why: "The vote." },
];

/** How an application's client finds the primary. */
const applicationAtSentinel: readonly Rule[] = [
  { rule: "&*", why: "It may listen for +switch-master." },
  { rule: "-@all", why: "Nothing else." },
  ...["ping", "hello", "role", "info", "subscribe", "psubscribe", "client|setname", "client|id"].map(
    (command) => ({
      rule: `+${command}`,
      why: "Clients greet and listen.",
    }),
  ),
  ...["get-master-addr-by-name", "masters", "master", "replicas", "sentinels", "myid"].map((command) => ({
    rule: `+sentinel|${command}`,
    why: "Where to connect.",
  })),
];

const everything: readonly Rule[] = [
  { rule: "~*", why: "All keys." },
  { rule: "&*", why: "All channels.", since: [6, 2] },
  { rule: "+@all", why: "All commands: for people, kept well." },
];

function line(name: PartyName, secrets: Secrets, rules: readonly Rule[], version: ServerVersion): string {
  const known = rules.filter(
    ({ since, valkey }) =>
      (since === undefined || isAtLeast(version, ...since)) &&
      (valkey === undefined || (version.product === "valkey" && version.major >= valkey)),
  );
  const channels = isAtLeast(version, 6, 2) ? ["resetchannels"] : [];
  return ["user", name, "on", secrets[name].rule, ...channels, ...known.map(({ rule }) => rule)].join(" ");
}

/** Tidemark's users and the replicas', by lib/acl. */
const parties: readonly { readonly party: Party; readonly name: PartyName }[] = [
  { party: "replica", name: "replica" },
  { party: "poller", name: "tidemark" },
  { party: "operator", name: "tidemark-op" },
  { party: "backup", name: "tidemark-backup" },
];

/** A line of lib/acl with the secret as it is to stand there. */
function partyLine(
  party: Party,
  name: PartyName,
  secrets: Secrets,
  options: Parameters<typeof makeAcl>[2],
): string {
  const { rule } = secrets[name];
  const secret = rule.startsWith("#") ? { hash: rule.slice(1) } : { password: rule.slice(1) };
  return makeAcl(party, { name, secret }, options).line;
}

/** The lines of users.acl, which takes no comments. Source: acl.c, ACLLoadFromFile. */
export function instanceUsers({ version, sentinel }: GuideFacts, secrets: Secrets): string[] {
  const parts: Part[] = sentinel === null ? [] : ["sentinels"];
  return [
    "user default off",
    line("admin", secrets, everything, version),
    line("app", secrets, application, version),
    ...parties.map(({ party, name }) => partyLine(party, name, secrets, { version, parts })),
    ...(sentinel === null ? [] : [line("sentinel", secrets, sentinelThere, version)]),
  ];
}

/** The users of a Sentinel, which has some from 6.2 on. Source: sentinel.c, `sentinelcmds`. */
export function sentinelUsers({ version }: GuideFacts, secrets: Secrets): string[] {
  const at = { version, at: "sentinel" } as const;
  return [
    "user default off",
    line("admin", secrets, everything, version),
    line("app", secrets, applicationAtSentinel, version),
    line("sentinel", secrets, sentinelAmongItself, version),
    partyLine("poller", "tidemark", secrets, at),
    partyLine("operator", "tidemark-op", secrets, at),
  ];
}

/** What each user of users.acl is for, in its order. */
export const userNotes = ({ sentinel }: GuideFacts): string[] => [
  "default may not log in: every connection says who it is",
  "admin may do everything: for people",
  "app is the applications': all keys, no command that steers the server",
  "replica is what replicas log in as",
  "tidemark reads, tidemark-op acts, tidemark-backup takes the data set: Tidemark's, and as little as is enough",
  ...(sentinel === null ? [] : ["sentinel is what Sentinels log in as"]),
];
