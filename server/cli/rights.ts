import {
  type Credentials,
  type MissingRight,
  missingText,
  type Part,
  type Right,
  rightsOf,
  spoken,
} from "@/lib/acl";
import type { Group, Instance } from "@/lib/contract";
import { versionOf } from "@/lib/info/version";
import type { Fleet } from "@/server/ports";
import { type Asked, askRights } from "@/server/rights/ask";
import { askSentinelRights } from "@/server/rights/ask-sentinel";
import { wantsFor } from "@/server/rights/wants";
import type { Settings } from "@/server/settings";

/** What is wrong at one place, and what nobody could say there, a line each. */
export interface RightsFound {
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

type Wanted = Pick<Settings, "actions" | "heartbeat">;

/** Providers rename it away, which no right would cure. */
const NO_CONFIG = "CONFIG GET is not answered: some findings, and checks before actions, stay unknown.";

/** Of a product or a version that nobody knows, what all of them have is asked for. */
const OLDEST = { product: "redis", major: 6, minor: 0 } as const;

/** Without actions the other two are never used. */
const usersIn = ({ actions }: Wanted): readonly Credentials[] =>
  actions.enabled ? ["poller", "operator", "backup"] : ["poller"];

/** Restores and drills are not asked for: who wants one is told by its plan, or by the drill. */
function partsFor({ mode, sentinel }: Group, { heartbeat }: Wanted): Part[] {
  return [
    ...(sentinel === null ? [] : ["sentinels" as const]),
    ...(heartbeat === null ? [] : ["heartbeat" as const]),
    ...(mode === "cluster" ? ["cluster" as const] : []),
  ];
}

/** Which rule is missing at an instance, for whom, and the line that grants it. Changes nothing. */
export async function instanceRights(
  instance: Instance,
  group: Group,
  fleet: Fleet,
  settings: Wanted,
): Promise<RightsFound> {
  const version = versionOf(instance);
  const options = { version: version ?? OLDEST, parts: partsFor(group, settings) };
  const rights = usersIn(settings).flatMap((party) => rightsOf(party, options));
  const wants = wantsFor(rights, settings.heartbeat?.prefix);
  const asked = await askRights(fleet, {
    group: group.id,
    instance: instance.id,
    version,
    wants,
    probe: true,
  });
  const users = fleet.users(group.id);
  const missing = missingIn(asked, instance.id, users);
  const slow = fleet.members(group.id).get(instance.id)?.slow ?? null;
  const isKept = slow?.config === null && !missing.some(({ rule }) => rule === "+config|get");
  return {
    problems: [...missingText(missing), ...(isKept ? [NO_CONFIG] : [])],
    notes: [...unknownIn(asked, users.operator), ...(await tooMuchFor(instance, group, fleet, rights))],
  };
}

/** Whoever only reads should not be able to do more: what the poller's user, where it is one of its own, could run besides. */
async function tooMuchFor(
  instance: Instance,
  group: Group,
  fleet: Fleet,
  rights: readonly Right[],
): Promise<string[]> {
  const { poller, operator, backup } = fleet.users(group.id);
  if (poller === operator || poller === backup) return [];
  const read = new Set(rights.filter(({ party }) => party === "poller").map(({ rule }) => rule));
  const others = rights.filter(
    ({ party, rule }) => party !== "poller" && rule.startsWith("+") && !read.has(rule),
  );
  const wants = wantsFor(others).map((want) => ({ ...want, as: "poller" as const }));
  const version = versionOf(instance);
  const asked = await askRights(fleet, { group: group.id, instance: instance.id, version, wants });
  const commands = new Set(asked.flatMap(({ want, answer }) => (answer === "may" ? spoken(want.words) : [])));
  return commands.size === 0
    ? []
    : [
        `The poller's user ${poller} may also run ${[...commands].join(", ")}, and need not: see docs/acl.md.`,
      ];
}

/** The same at a Sentinel, by the address under which the group shows it. */
export async function sentinelRights(
  sentinel: string,
  group: Group,
  fleet: Fleet,
  settings: Wanted,
): Promise<RightsFound> {
  const version = { product: "redis", major: 6, minor: 2 } as const;
  const rights = usersIn(settings).flatMap((party) => rightsOf(party, { version, at: "sentinel" }));
  const asked = await askSentinelRights(fleet, group.id, sentinel, wantsFor(rights));
  return { problems: missingText(missingIn(asked, sentinel, null)), notes: [] };
}

const missingIn = (
  asked: readonly Asked[],
  instance: string,
  users: Readonly<Record<Credentials, string>> | null,
): MissingRight[] =>
  asked.flatMap(({ want: { as, words }, lacks }) =>
    lacks.map((rule) => ({
      instance,
      sentinel: null,
      as,
      user: users?.[as] ?? null,
      rule,
      command: spoken(words),
    })),
  );

/** What could only be found out by doing it. */
function unknownIn(asked: readonly Asked[], operator: string): string[] {
  const commands = new Set(
    asked.flatMap(({ want, answer }) => (answer === "unknown" ? spoken(want.words) : [])),
  );
  return commands.size === 0
    ? []
    : [
        `Nobody may be asked whether ${[...commands].join(", ")} may be run: grant ${operator} +acl|dryrun, before Redis 7.0 +acl|getuser.`,
      ];
}
