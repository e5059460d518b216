import { formatAddress } from "@/lib/info/address";
import { isAtLeast } from "@/lib/info/version";
import { type GuideFacts, serversOf } from "./facts";
import type { PartyName, Secrets } from "./secrets";

/** Passwords that others than the servers need, by the variable that holds them. */
const variables: readonly { readonly party: PartyName; readonly suffix: string }[] = [
  { party: "tidemark", suffix: "PASSWORD" },
  { party: "tidemark-op", suffix: "OPERATOR" },
  { party: "tidemark-backup", suffix: "BACKUP" },
  { party: "sentinel", suffix: "SENTINEL" },
  { party: "admin", suffix: "ADMIN" },
  { party: "app", suffix: "APP" },
  { party: "replica", suffix: "REPLICA" },
];

const variable = ({ name }: GuideFacts, suffix: string): string =>
  `${name
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, "_")
    .replace(/^(\d)/, "_$1")}_${suffix}`;

const text = (value: string): string => JSON.stringify(value);

/** The group in Tidemark's settings. Passwords come from the environment, by the names in passwords.env. */
export function dashboardText(facts: GuideFacts): string {
  const reference = (suffix: string): string => text(`\${${variable(facts, suffix)}}`);
  const scheme = facts.tls ? "rediss" : "redis";
  const seeds = serversOf(facts).map(({ address }) => text(`${scheme}://${formatAddress(address)}`));
  const login =
    facts.auth === "password"
      ? [`    password: ${reference("PASSWORD")}`]
      : [
          "    username: tidemark",
          `    password: ${reference("PASSWORD")}`,
          `    operator: { username: tidemark-op, password: ${reference("OPERATOR")} }`,
          `    backup: { username: tidemark-backup, password: ${reference("BACKUP")} }`,
        ];
  const sentinels =
    facts.sentinel === null
      ? []
      : [
          `    sentinels: [${facts.sentinel.addresses.map((address) => text(formatAddress(address))).join(", ")}]`,
        ];
  const ownLogin =
    facts.sentinel !== null && facts.auth === "acl" && !isAtLeast(facts.version, 6, 2)
      ? [`    sentinel: { password: ${reference("SENTINEL")} }   # a Sentinel has no users before 6.2`]
      : [];
  const tls = facts.tls ? [`    tls: { ca: ${text(`${facts.configDir}/tls/ca.crt`)} }`] : [];
  return `${["groups:", `  - name: ${text(facts.name)}`, `    seeds: [${seeds.join(", ")}]`, ...login, ...sentinels, ...ownLogin, ...tls].join("\n")}\n`;
}

/** The passwords in clear, as lines of an environment file. */
export function environmentText(facts: GuideFacts, secrets: Secrets): string {
  const wanted =
    facts.auth === "password"
      ? [`${variable(facts, "PASSWORD")}=${secrets.admin.clear}`]
      : variables.flatMap(({ party, suffix }) =>
          party === "sentinel" && facts.sentinel === null
            ? []
            : `${variable(facts, suffix)}=${secrets[party].clear}`,
        );
  return `${wanted.join("\n")}\n`;
}
