import type { InstanceId } from "@/lib/group/member";
import { type Credentials, type Right, rights } from "./rights";

/** A rule that a user lacks somewhere. */
export interface MissingRight {
  readonly instance: InstanceId;
  /** Of the Sentinel, where it is told to one; null: to the instance. */
  readonly sentinel: string | null;
  readonly as: Credentials;
  /** The user's name there; null: at a Sentinel, whose logins are tried in turn. */
  readonly user: string | null;
  /** `+config|set`. */
  readonly rule: string;
  /** `CONFIG SET`: what it may not run. */
  readonly command: string;
}

/** `CONFIG SET`, `REPLICAOF`: a command without what it is told. */
export function spoken(words: readonly string[]): string {
  const [name = "", sub = ""] = words;
  const isSub = rights.some(({ rule }) => rule === `+${name}|${sub}`.toLowerCase());
  return isSub ? `${name} ${sub}` : name;
}

/** The rule that allows these words to whoever sends them; null: they are never sent by it. */
export function ruleFor(words: readonly string[], as: Credentials, at: Right["at"]): string | null {
  const [name = "", sub = ""] = words.map((word) => word.toLowerCase());
  const fits = (right: Right): boolean =>
    right.party === as && right.at === at && (right.rule === `+${name}` || right.rule === `+${name}|${sub}`);
  return rights.find(fits)?.rule ?? null;
}

/** The words that grant rules to a user, as a person sends them. */
export const grant = (user: string | null, rules: Iterable<string>): string =>
  `ACL SETUSER ${user ?? "<user>"} ${[...new Set(rules)].join(" ")}`;

const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

const whose: Readonly<Record<Credentials, string>> = {
  poller: "poller's",
  operator: "operator's",
  backup: "backups'",
};

/**
 * What is missing at one place, a sentence for each user with the line that cures it. One user that is poller and operator both
 * is told of once.
 */
export function missingText(missing: readonly MissingRight[]): string[] {
  const users = new Map<string, MissingRight[]>();
  for (const one of missing) {
    const key = one.user ?? `of ${one.as}`;
    users.set(key, [...(users.get(key) ?? []), one]);
  }
  return [...users.values()].map((of) => {
    const owners = list([...new Set(of.map(({ as }) => whose[as]))]);
    const [{ user } = { user: null }] = of;
    const commands = list([...new Set(of.map(({ command }) => command))]);
    const rules = of.map(({ rule }) => rule);
    return `The ${owners} user${user === null ? "" : ` ${user}`} may not run ${commands}: ${grant(user, rules)}`;
  });
}
