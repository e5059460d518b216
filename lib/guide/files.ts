import { dashboardText, environmentText } from "./dashboard";
import { type GuideFacts, type GuideServer, serversOf } from "./facts";
import { instanceSettings } from "./instance-settings";
import { hasPlaceholder, placeholders, type Secrets } from "./secrets";
import { type SentinelPlace, sentinelSettings } from "./sentinel-settings";
import { isKnown, type Place, type Setting } from "./setting";
import { instanceUsers } from "./users";
import { productName, wrapped } from "./words";

/** A file of a set-up. */
export interface GuideFile {
  /** With its folder: `primary/redis.conf`, `users.acl`. */
  readonly name: string;
  /** Which server it is for, or who reads it. */
  readonly for: string;
  readonly text: string;
  /** It holds passwords, or places for them. */
  readonly secret: boolean;
}

/** Lines of one file by a table: each section with its settings, each setting below what it is for. */
export function settingLines<At>(rows: readonly Setting<At>[], place: Place<At>): string[] {
  const lines: string[] = [];
  let section = "";
  for (const row of rows) {
    const values = isKnown(row, place.facts.version) ? row.values(place) : [];
    if (values.length === 0) continue;
    if (row.section !== section) lines.push("", `### ${row.section}`);
    section = row.section;
    lines.push("", ...wrapped(row.why(place)), ...values.map((value) => `${row.id} ${value}`));
  }
  return lines;
}

const textOf = (head: readonly string[], lines: readonly string[]): string =>
  `${[...head.flatMap(wrapped), ...lines].join("\n")}\n`;

const passwordNote = "Replace each {{…}} by a password of its own, the same in every file.";

/** Redis reads a # as a comment where it begins a line alone. Source: config.c, loadServerConfigFromString. */
function instanceFile(facts: GuideFacts, at: GuideServer, secrets: Secrets): GuideFile {
  const role = at.follows === null ? "the primary" : `a replica of ${at.follows.host}:${at.follows.port}`;
  const lines = settingLines(instanceSettings, { facts, at, secrets });
  const note = lines.some(hasPlaceholder) ? [passwordNote] : [];
  const title = `${facts.name}: ${at.address.host}:${at.address.port}, ${role}, for ${productName(facts.version)}.`;
  return {
    name: `${at.name}/redis.conf`,
    for: `${at.address.host}:${at.address.port}, ${role}`,
    text: textOf([title, ...note], lines),
    secret: true,
  };
}

function sentinelFile(facts: GuideFacts, at: SentinelPlace, secrets: Secrets): GuideFile {
  const where = `${at.address.host}:${at.address.port}`;
  const lines = settingLines(sentinelSettings, { facts, at, secrets });
  const note = lines.some(hasPlaceholder) ? [passwordNote] : [];
  return {
    name: `sentinel-${at.index + 1}/sentinel.conf`,
    for: `the Sentinel at ${where}`,
    text: textOf(
      [`${facts.name}: the Sentinel at ${where}, for ${productName(facts.version)}.`, ...note],
      lines,
    ),
    secret: true,
  };
}

/**
 * The files of a group, in the order in which they are read: the primary first, Tidemark's own last.
 * @param secrets left out: places for passwords, `{{admin-password}}`.
 */
export function guideFiles(facts: GuideFacts, secrets: Secrets = placeholders): GuideFile[] {
  const { sentinel } = facts;
  const users: GuideFile[] =
    facts.auth === "password"
      ? []
      : [
          {
            name: "users.acl",
            for: "every instance of the group",
            text: `${instanceUsers(facts, secrets).join("\n")}\n`,
            secret: true,
          },
        ];
  const watchers = (sentinel?.addresses ?? []).map((address, index, all) =>
    sentinelFile(
      facts,
      { address, index, quorum: sentinel?.quorum ?? all.length, count: all.length },
      secrets,
    ),
  );
  const isMade = secrets !== placeholders;
  return [
    ...serversOf(facts).map((server) => instanceFile(facts, server, secrets)),
    ...users,
    ...watchers,
    { name: "tidemark.yaml", for: "Tidemark", text: dashboardText(facts), secret: false },
    ...(isMade
      ? [
          {
            name: "passwords.env",
            for: "Tidemark, the applications and you",
            text: environmentText(facts, secrets),
            secret: true,
          },
        ]
      : []),
  ];
}
