import { isAtLeast, type ServerVersion } from "@/lib/info/version";
import { HEARTBEAT_KEYS, type Part, type Party, type Right, rights } from "./rights";

export interface AclOptions {
  readonly version: ServerVersion;
  readonly at?: Right["at"];
  /** What the user is to serve beyond the rest. */
  readonly parts?: readonly Part[];
  /** What the heartbeat's key begins with; default as in the settings. */
  readonly heartbeatPrefix?: string;
}

/** The user, and how it proves who it is: in clear, as a SHA-256 in hexadecimal, or a word to be replaced. */
export interface AclName {
  readonly name: string;
  readonly secret: { readonly password: string } | { readonly hash: string };
}

/** Which of the rights a party needs there, in the table's order. */
export const rightsOf = (party: Party, { version, at = "instance", parts = [] }: AclOptions): Right[] =>
  rights.filter(
    (right) =>
      right.party === party &&
      right.at === at &&
      (right.since === undefined || isAtLeast(version, ...right.since)) &&
      (right.part === undefined || parts.includes(right.part)),
  );

/** The rule as it is told to a server. */
export const ruleText = ({ rule }: Pick<Right, "rule">, heartbeatPrefix = "tidemark:heartbeat"): string =>
  rule === HEARTBEAT_KEYS ? `~${heartbeatPrefix}:*` : rule;

/** The words that a right allows, with the heartbeat's prefix as it is set. */
export const wordsOf = ({ words }: Pick<Right, "words">, heartbeatPrefix = "tidemark:heartbeat"): string[] =>
  words.map((word) => word.replace("{heartbeat}", heartbeatPrefix));

/**
 * The least that a party needs, in the two forms a server takes: `command` for redis-cli, and `line` for users.acl or redis.conf.
 * A user that is there already loses all it had.
 * Source: acl.c, ACLSetUser (`reset`; `resetchannels` from 6.2 on, where a user may have every channel else).
 */
export function makeAcl(
  party: Party,
  { name, secret }: AclName,
  options: AclOptions,
): { readonly command: string; readonly line: string } {
  const { version, heartbeatPrefix } = options;
  const proof = "hash" in secret ? `#${secret.hash}` : `>${secret.password}`;
  const rules = rightsOf(party, options).map((right) => ruleText(right, heartbeatPrefix));
  const channels = isAtLeast(version, 6, 2) ? ["resetchannels"] : [];
  const said = ["on", proof, ...channels, "-@all", ...new Set(rules)].join(" ");
  return { command: `ACL SETUSER ${name} reset ${said}`, line: `user ${name} ${said}` };
}
