/** Whether a user may do something, by what is known of its rules. */
export type Answer = "may" | "may-not" | "unknown";

/** What ACL GETUSER says of a user's rights. */
export interface Granted {
  /** In the order in which they were given: `-@all +info +config|get`. */
  readonly commands: readonly string[];
  /** Patterns of keys, and of channels, without the sign before them; null: the server did not say. */
  readonly keys: readonly string[] | null;
  readonly channels: readonly string[] | null;
}

/**
 * Reads a reply to ACL GETUSER; null: it is none, there is no such user, or it has selectors, which this does not weigh.
 * Patterns are a list before 7.0, and text from then on. Source: acl.c, aclCommand.
 */
export function readGranted(reply: unknown): Granted | null {
  if (!Array.isArray(reply)) return null;
  const at = (name: string): unknown => reply[reply.indexOf(name) + 1];
  const commands = reply.includes("commands") ? at("commands") : null;
  const selectors = reply.includes("selectors") ? at("selectors") : [];
  if (typeof commands !== "string" || !Array.isArray(selectors) || selectors.length > 0) return null;
  const patterns = (name: string): readonly string[] | null => {
    const said = reply.includes(name) ? at(name) : null;
    const words: readonly unknown[] | null =
      typeof said === "string" ? said.split(" ") : Array.isArray(said) ? said : null;
    return words?.flatMap((word) => (typeof word === "string" ? word.replace(/^[~&]/, "") : [])) ?? null;
  };
  return { commands: commands.split(" "), keys: patterns("keys"), channels: patterns("channels") };
}

/**
 * Whether a user may run a command, where no server says so by ACL DRYRUN. Later rules beat earlier ones.
 * Source: acl.c, ACLSetUser and ACLDescribeUserCommandRules.
 * @param right `config|get`, or a command alone
 * @param categories of the command, `@admin`, by COMMAND INFO; null: not known
 */
export function mayRun({ commands }: Granted, right: string, categories: ReadonlySet<string> | null): Answer {
  const [command] = right.split("|");
  let answer: Answer = "may-not";
  for (const rule of commands) {
    const [sign, what] = [rule.charAt(0), rule.slice(1).toLowerCase()];
    const said: Answer = sign === "+" ? "may" : "may-not";
    if (what === "@all" || what === command || what === right) answer = said;
    else if (what.startsWith("@")) {
      if (categories === null && answer !== said) answer = "unknown";
      if (categories?.has(what) === true) answer = said;
    }
  }
  return answer;
}

/** Whether one of the patterns takes every text that `wanted`, a pattern with at most a star at its end, takes. */
export function isCovered(patterns: readonly string[] | null, wanted: string): Answer {
  if (patterns === null) return "unknown";
  const plain = wanted.replace(/\*$/, "");
  const takes = (pattern: string): boolean =>
    pattern === wanted ||
    (pattern.endsWith("*") &&
      !/[?[\\*]/.test(pattern.slice(0, -1)) &&
      plain.startsWith(pattern.slice(0, -1)));
  if (patterns.some(takes)) return "may";
  return patterns.some((pattern) => /[?[\\*]/.test(pattern.replace(/\*$/, ""))) ? "unknown" : "may-not";
}
