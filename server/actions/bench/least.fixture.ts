import { type AclOptions, makeAcl, type Part, type Party, rightsOf, ruleText } from "@/lib/acl";
import { versionOf } from "@/lib/info/version";
import type { ServerBinary } from "@/server/local";
import { ask } from "@/server/testing/ask";
import type { Said } from "@/server/testing/said";

const secretOf = (party: Party): string => `s3cret-of-${party}`;
export const nameOf = (party: Party): string => `tm-${party}`;
const loginOf = (party: Party) => ({ username: nameOf(party), password: secretOf(party) });

/** Who Tidemark is to a group whose users have just the rights they need. */
export const leastLogins = {
  ...loginOf("poller"),
  operator: loginOf("operator"),
  backup: loginOf("backup"),
};

export const parties = ["poller", "operator", "backup", "replica"] as const;

export function optionsFor(
  binary: ServerBinary,
  parts: readonly Part[],
  at: AclOptions["at"] = "instance",
): AclOptions {
  const version = versionOf(binary);
  if (version === null) throw new Error(`no version in ${binary.version}`);
  return { version, parts, at };
}

/** The rules of one of them, without its password. */
export const leastRules = (binary: ServerBinary, party: Party, parts: readonly Part[]): string[] => [
  "-@all",
  ...rightsOf(party, optionsFor(binary, parts)).map((right) => ruleText(right)),
];

/** Settings of a server whose users have just these rights. The tests themselves are `default`, who may do everything. */
export const leastSettings = (binary: ServerBinary, parts: readonly Part[]) => ({
  user: parties.map((party) =>
    makeAcl(
      party,
      { name: nameOf(party), secret: { password: secretOf(party) } },
      optionsFor(binary, parts),
    ).line.slice("user ".length),
  ),
  masteruser: nameOf("replica"),
  masterauth: secretOf("replica"),
});

/** Makes the three users on a server that runs, with just these rights. */
export const grantLeast = (
  server: Place,
  binary: ServerBinary,
  parts: readonly Part[],
  at: AclOptions["at"] = "instance",
) =>
  ask(
    server,
    (["poller", "operator", "backup"] as const).map((party) => {
      const secret = { password: secretOf(party) };
      return makeAcl(party, { name: nameOf(party), secret }, optionsFor(binary, parts, at)).command.split(
        " ",
      );
    }),
  );

type Place = { readonly host: string; readonly port: number };

/** What a server has refused our users, one line each. Nothing: all that they said was theirs to say. */
export async function refusedAt(server: Place): Promise<string[]> {
  const log = await ask(server, [["ACL", "LOG", "128"]]);
  return (Array.isArray(log) ? log : []).flatMap((entry) => {
    const fields = Array.isArray(entry) ? entry.map(String) : [];
    const at = (name: string): string => fields[fields.indexOf(name) + 1] ?? "";
    return at("username").startsWith("tm-") ? [`${at("username")} ${at("reason")} ${at("object")}`] : [];
  });
}

/** The rules whose commands were sent, by the one who sent them: `tm-poller +config|get`. */
export function rulesUsed(
  said: readonly Said[],
  ports: ReadonlySet<number>,
  options: AclOptions,
): Set<string> {
  const used = new Set<string>();
  for (const { port, user, words } of said) {
    const party = parties.find((one) => nameOf(one) === user);
    // What was only asked proves no need.
    const isProbe = words.includes("tidemark-check");
    if (party === undefined || !ports.has(port) || isProbe) continue;
    const [command = "", sub = ""] = words.map((word) => word.toLowerCase());
    for (const { rule, words: allowed } of rightsOf(party, options)) {
      const isCommand = rule === `+${command}` || rule === `+${command}|${sub}`;
      // A key or a channel is named by the command that the row beside it allows.
      const isPattern = /^[~&]/.test(rule) && allowed[0]?.toLowerCase() === command;
      if (isCommand || isPattern) used.add(`${user} ${rule}`);
    }
  }
  return used;
}

/** What one part takes beyond the rest. */
export const rulesFor = (part: Part, options: AclOptions): string[] =>
  (["poller", "operator", "backup"] as const).flatMap((party) =>
    rightsOf(party, options)
      .filter((right) => right.part === part)
      .map(({ rule }) => `${nameOf(party)} ${rule}`),
  );

/** Every rule of Tidemark's three users there, in the same form. */
export const rulesGiven = (options: AclOptions): Set<string> =>
  new Set(
    (["poller", "operator", "backup"] as const).flatMap((party) =>
      rightsOf(party, options).map(({ rule }) => `${nameOf(party)} ${rule}`),
    ),
  );
