import type { Instance } from "@/lib/contract";
import { ProblemError } from "@/server/errors";
import type { CommandOutcome, Fleet } from "@/server/ports";
import { errorCode } from "@/server/redis/failure";
import { loadSettings, type Settings } from "@/server/settings";
import { checkAudit } from "@/server/store/audit-check";
import { checkKey } from "@/server/store/rekey";
import { checkTarget } from "./backup-target";
import { checkCertificate } from "./certificate";
import { lookOnce } from "./once";
import { instanceRights, type RightsFound, sentinelRights } from "./rights";
import { say } from "./say";

/** Longest wait for a login to answer. */
const loginMs = 2_000;
/** Each connection begins with it. */
const GREETING = ["CLIENT", "SETNAME", "tidemark"] as const;

/**
 * Reads the settings and tries every connection.
 * @returns 0: all fine; 1: something is not. Settings that cannot be used end in a SettingsError (exit code 2).
 */
export async function check(seeds: readonly string[], flags: { config?: string }): Promise<number> {
  const settings = loadSettings({ env: process.env, cwd: process.cwd(), flags, seeds });
  say(`Settings: ${settings.file ?? "no file, defaults and environment alone"}: valid.`);
  const own = auditProblem(settings.dataDir) + (await keyProblem(settings)) + checkCertificate(settings);
  const audit = own + (await checkTarget(settings));
  if (settings.groups.length === 0) {
    say("No groups are named: add them under groups:, or on the page.");
    return audit === 0 ? 0 : 1;
  }
  return lookOnce(settings.groups, settings, async (fleet) => {
    let wrong: number = audit;
    for (const group of fleet.groups()) {
      say(`Group ${group.name}:`);
      for (const instance of group.instances) {
        const problems = await problemsOf(instance, fleet, settings.actions.enabled);
        // Who cannot log in is refused everything: one line is enough.
        const found =
          problems.length === 0 ? await instanceRights(instance, group, fleet, settings) : nothingFound;
        wrong += tell(`${instance.id}  ${whatItIs(instance)}`, [...problems, ...found.problems], found.notes);
      }
      for (const { address, problem } of group.sentinel?.sentinels ?? []) {
        const found = problem === null ? await sentinelRights(address, group, fleet, settings) : nothingFound;
        wrong += tell(`${address}  a Sentinel`, problem === null ? found.problems : [problem], found.notes);
      }
    }
    say(wrong === 0 ? "All is well." : `${wrong} ${wrong === 1 ? "thing is" : "things are"} not well.`);
    return wrong === 0 ? 0 : 1;
  });
}

const nothingFound: RightsFound = { problems: [], notes: [] };

/** @returns how many things are wrong there */
function tell(what: string, problems: readonly string[], notes: readonly string[]): number {
  say(`  ${problems.length === 0 ? "ok  " : "FAIL"}  ${what}`);
  for (const line of [...problems, ...notes]) say(`        ${line}`);
  return problems.length;
}

/**
 * Says whether the audit in `dataDir` is whole, and how far it goes: whoever keeps that line elsewhere can tell later whether
 * all of it was made anew.
 * @returns 0: it is, or there is none; 1: it is not.
 */
function auditProblem(dataDir: string): 0 | 1 {
  const audit = checkAudit(dataDir);
  if (audit.state === "none") return 0;
  if (audit.state === "whole") {
    say(`Audit: ${audit.rows} rows, whole; the hash of the last is ${audit.head}.`);
    return 0;
  }
  say(`Audit: FAIL at row ${audit.n} of the store in ${dataDir}. ${audit.why}`);
  return 1;
}

const isMissingRight = (outcome: CommandOutcome): boolean =>
  outcome.state === "refused" && errorCode(outcome.message) === "NOPERM";

/** @returns 1: the key does not open what lies sealed in the store, and a start would be refused. */
async function keyProblem({ dataDir, secretKey }: Settings): Promise<0 | 1> {
  try {
    await checkKey(dataDir, secretKey);
    return 0;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    say(`Key: FAIL  ${error.detail}`);
    return 1;
  }
}

const whatItIs = ({ role, product, version, reachable }: Instance): string =>
  reachable ? `${role ?? "unknown role"}, ${product} ${version ?? "of unknown version"}` : "not reached";

/** What keeps Tidemark from seeing or steering an instance, one line each. */
async function problemsOf(instance: Instance, fleet: Fleet, acts: boolean): Promise<string[]> {
  if (!instance.reachable)
    return [instance.problem ?? `It cannot be reached (${instance.unreachableReason ?? "unknown"}).`];
  const users = fleet.users(instance.group);
  const others =
    users.backup === users.operator ? (["operator"] as const) : (["operator", "backup"] as const);
  const logins = acts ? others : [];
  const said = await Promise.all(
    logins.map(async (as) => {
      const outcome = await fleet.command(instance.id, GREETING, { as, deadlineMs: loginMs });
      const whose = as === "operator" ? "operator's" : "backups'";
      if (outcome.state === "replied" || isMissingRight(outcome)) return [];
      return outcome.state === "refused"
        ? [`The ${whose} login is refused: ${outcome.message}`]
        : [`The ${whose} login fails: ${outcome.detail}`];
    }),
  );
  return said.flat();
}
