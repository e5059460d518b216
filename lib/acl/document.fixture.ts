import type { ServerVersion } from "@/lib/info/version";
import {
  type AclOptions,
  makeAcl,
  type Part,
  type Party,
  type Right,
  rights,
  rightsOf,
  ruleText,
} from "./index";

const redis = (major: number, minor: number): ServerVersion => ({ product: "redis", major, minor });

/** What docs/acl.md calls each user. */
const names: Readonly<Record<Party, string>> = {
  poller: "tidemark",
  operator: "tidemark-op",
  backup: "tidemark-backup",
  replica: "replica",
};
const parties = ["poller", "operator", "backup", "replica"] as const;
const parts: Readonly<Record<Part, string>> = {
  sentinels: "Under Sentinel",
  heartbeat: "With the heartbeat",
  restore: "To restore into an instance",
  drill: "For a drill's digest",
  lab: "For the lab's experiments in a group",
  cluster: "In a cluster",
};
const allParts = ["sentinels", "heartbeat", "restore", "drill", "lab", "cluster"] as const;

const block = (lines: readonly string[]): string => ["```", ...lines, "```"].join("\n");

function users(options: AclOptions, form: "command" | "line"): string {
  const secret = form === "command" ? { password: "PASSWORD" } : { hash: "HASH" };
  const made = parties.flatMap((party) =>
    rightsOf(party, options).length === 0
      ? []
      : makeAcl(party, { name: names[party], secret }, options)[form],
  );
  return block(made);
}

function extras(version: ServerVersion): string {
  return allParts
    .map((part) => {
      const lines = parties.flatMap((party) => {
        const rules = rightsOf(party, { version, parts: [part] }).filter((right) => right.part === part);
        return rules.length === 0
          ? []
          : `ACL SETUSER ${names[party]} ${[...new Set(rules.map((right) => ruleText(right)))].join(" ")}`;
      });
      return `${parts[part]}:\n\n${block(lines)}`;
    })
    .join("\n\n");
}

const since = ({ since: from }: Right): string => (from === undefined ? "" : from.join("."));
const row = (right: Right): string => {
  const rule = ruleText(right).replaceAll("|", "\\|");
  const only = right.part === undefined ? "" : `${parts[right.part]}. `;
  return `| \`${names[right.party]}\` | \`${rule}\` | ${since(right)} | ${only}${right.why} |`;
};
const table = (at: Right["at"]): string =>
  [
    "| user | rule | since | what it is sent for |",
    "|---|---|---|---|",
    ...rights.filter((one) => one.at === at).map(row),
  ].join("\n");

/** The parts of docs/acl.md that follow from the table, by the name of the mark before each. */
export const documented: Readonly<Record<string, string>> = {
  "redis-7": users({ version: redis(7, 0) }, "command"),
  "users-file": users({ version: redis(7, 0) }, "line"),
  "redis-6.2": users({ version: redis(6, 2) }, "command"),
  "redis-6.0": users({ version: redis(6, 0) }, "command"),
  parts: extras(redis(7, 0)),
  sentinels: users({ version: redis(7, 0), at: "sentinel" }, "command"),
  "instance-rights": table("instance"),
  "sentinel-rights": table("sentinel"),
};
