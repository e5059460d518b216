import { type Answer, type Credentials, isCovered, mayRun, readGranted } from "@/lib/acl";
import type { InstanceId } from "@/lib/group/member";
import { isAtLeast, type ServerVersion } from "@/lib/info/version";
import type { CommandOutcome, Fleet, Reply } from "@/server/ports";
import { errorCode } from "@/server/redis/failure";

const ASK_MS = 2000;

/** A command that a user would send, and the rules that it takes there. */
export interface Want {
  readonly as: Credentials;
  readonly words: readonly string[];
  /** `+get`, `~tidemark:heartbeat:*`. */
  readonly rules: readonly string[];
  /** It may be sent to find out: it changes nothing. */
  readonly safe: boolean;
}

export interface Asked {
  readonly want: Want;
  readonly answer: Answer;
  /** Of its rules those that the user lacks, as far as that is known; none unless the answer is `may-not`. */
  readonly lacks: readonly string[];
}

export type Asker = Pick<Fleet, "command" | "users">;

export interface AskRights {
  readonly group: string;
  readonly instance: InstanceId;
  /** Null: not known. */
  readonly version: ServerVersion | null;
  readonly wants: readonly Want[];
  /** Sends what is safe to be sent where nobody can be asked. */
  readonly probe?: boolean;
}

/**
 * Whether Tidemark's users may run what they are to run at an instance, asked of the server itself: by ACL DRYRUN, which came with
 * 7.0; where that is not to be had, by the rules that ACL GETUSER tells; both with the operator's rights. Where neither may be
 * asked, a reading command can be sent, and the rest stays unknown. Nothing is changed by it.
 */
export async function askRights(
  fleet: Asker,
  { group, instance, version, wants, probe = false }: AskRights,
): Promise<Asked[]> {
  const users = fleet.users(group);
  const server: Server = {
    ask: (as, words) => fleet.command(instance, words, { as, deadlineMs: ASK_MS }),
    granted: new Map(),
  };
  const [first, ...others] = wants;
  if (first === undefined) return [];
  const otherwise = async (want: Want): Promise<Asked> => {
    const told = await byRules(server, users[want.as], want);
    if (told !== null) return told;
    return probe && want.safe ? byProbe(server, want) : { want, answer: "unknown", lacks: [] };
  };
  // Who may not ask is refused once: each refusal is an entry in the server's ACL LOG.
  const dryRuns = version === null || isAtLeast(version, 7, 0);
  const told = dryRuns ? await dryRun(server, users[first.as], first) : null;
  if (told === null) return Promise.all(wants.map(otherwise));
  const rest = others.map(async (want) => (await dryRun(server, users[want.as], want)) ?? otherwise(want));
  return [told, ...(await Promise.all(rest))];
}

interface Server {
  readonly ask: (as: Credentials, words: readonly string[]) => Promise<CommandOutcome>;
  /** What was read of each user, so that it is read once. */
  readonly granted: Map<string, Promise<CommandOutcome>>;
}

const isPattern = (rule: string): boolean => /^[~&]/.test(rule);
/** It lacks the command, or the keys and channels that the command would name. */
const denied = (want: Want, message: string): Asked => {
  const named = /\b(keys?|channels?)\b/i.test(message);
  return { want, answer: "may-not", lacks: want.rules.filter((rule) => isPattern(rule) === named) };
};

/** Null: it cannot be asked there. */
async function dryRun({ ask }: Server, user: string, want: Want): Promise<Asked | null> {
  const [name = "", ...args] = want.words;
  // In lower case: whoever looks through a trace for a command looks for one that was meant.
  const said = await ask("operator", ["ACL", "DRYRUN", user, name.toLowerCase(), ...args]);
  if (said.state === "replied")
    return said.reply === "OK" ? { want, answer: "may", lacks: [] } : denied(want, String(said.reply));
  return said.state === "refused" && /not found/i.test(said.message)
    ? { want, answer: "unknown", lacks: [] }
    : null;
}

/** Null: the user's rules cannot be read. */
async function byRules(server: Server, user: string, want: Want): Promise<Asked | null> {
  const known = server.granted.get(user) ?? server.ask("operator", ["ACL", "GETUSER", user]);
  server.granted.set(user, known);
  const said = await known;
  const granted = said.state === "replied" ? readGranted(said.reply) : null;
  if (granted === null) return null;
  const categories = categoriesIn(await server.ask("poller", ["COMMAND", "INFO", want.words[0] ?? ""]));
  const answers = want.rules.map((rule): readonly [string, Answer] => {
    const what = rule.slice(1);
    if (rule.startsWith("~")) return [rule, isCovered(granted.keys, what)];
    if (rule.startsWith("&")) return [rule, isCovered(granted.channels, what)];
    return [rule, mayRun(granted, what, categories)];
  });
  const lacks = answers.filter(([, answer]) => answer === "may-not").map(([rule]) => rule);
  if (lacks.length > 0) return { want, answer: "may-not", lacks };
  const unknown = answers.some(([, answer]) => answer === "unknown");
  return { want, answer: unknown ? "unknown" : "may", lacks: [] };
}

/** COMMAND INFO names a command's categories in its seventh field, from 6.0 on. Source: server.c, addReplyCommand. */
function categoriesIn(said: CommandOutcome): ReadonlySet<string> | null {
  const [about]: readonly Reply[] = said.state === "replied" && Array.isArray(said.reply) ? said.reply : [];
  const categories = Array.isArray(about) ? about[6] : null;
  return Array.isArray(categories) ? new Set(categories.map(String)) : null;
}

async function byProbe({ ask }: Server, want: Want): Promise<Asked> {
  const said = await ask(want.as, want.words);
  if (said.state === "refused" && errorCode(said.message) === "NOPERM") return denied(want, said.message);
  // Any other answer came from the command itself.
  const answered = said.state === "replied" || said.state === "refused";
  return { want, answer: answered ? "may" : "unknown", lacks: [] };
}
