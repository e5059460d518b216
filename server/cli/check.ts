import type { Instance } from "@/lib/contract";
import type { Fleet } from "@/server/ports";
import { loadSettings } from "@/server/settings";
import { checkAudit } from "@/server/store/audit-check";
import { checkTarget } from "./backup-target";
import { heartbeatProblems } from "./heartbeat-rights";
import { lookOnce } from "./once";

/** Longest wait for the operator's login to answer. */
const operatorMs = 2_000;

/**
 * Reads the settings and tries every connection.
 * @returns 0: all fine; 1: something is not. Settings that cannot be used end in a SettingsError (exit code 2).
 */
export async function check(seeds: readonly string[], flags: { config?: string }): Promise<number> {
  const settings = loadSettings({ env: process.env, cwd: process.cwd(), flags, seeds });
  console.log(`Settings: ${settings.file ?? "no file, defaults and environment alone"}: valid.`);
  const audit = auditProblem(settings.dataDir) + (await checkTarget(settings));
  if (settings.groups.length === 0) {
    console.log("No groups are named: add them under groups:, or on the page.");
    return audit === 0 ? 0 : 1;
  }
  return lookOnce(settings.groups, settings, async (fleet) => {
    let wrong: number = audit;
    for (const group of fleet.groups()) {
      console.log(`Group ${group.name}:`);
      for (const instance of group.instances) {
        const problems = await problemsOf(instance, fleet, settings.actions.enabled);
        if (settings.heartbeat !== null && instance.reachable)
          problems.push(...(await heartbeatProblems(instance, fleet, settings.heartbeat.prefix)));
        wrong += problems.length;
        console.log(`  ${problems.length === 0 ? "ok  " : "FAIL"}  ${instance.id}  ${whatItIs(instance)}`);
        for (const problem of problems) console.log(`        ${problem}`);
      }
      for (const sentinel of group.sentinel?.sentinels ?? []) {
        wrong += sentinel.problem === null ? 0 : 1;
        console.log(`  ${sentinel.problem === null ? "ok  " : "FAIL"}  ${sentinel.address}  a Sentinel`);
        if (sentinel.problem !== null) console.log(`        ${sentinel.problem}`);
      }
    }
    console.log(
      wrong === 0 ? "All is well." : `${wrong} ${wrong === 1 ? "thing is" : "things are"} not well.`,
    );
    return wrong === 0 ? 0 : 1;
  });
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
    console.log(`Audit: ${audit.rows} rows, whole; the hash of the last is ${audit.head}.`);
    return 0;
  }
  console.log(`Audit: FAIL at row ${audit.n} of the store in ${dataDir}. ${audit.why}`);
  return 1;
}

const whatItIs = ({ role, product, version, reachable }: Instance): string =>
  reachable ? `${role ?? "unknown role"}, ${product} ${version ?? "of unknown version"}` : "not reached";

/** What keeps Tidemark from seeing or steering an instance, one line each. */
async function problemsOf(instance: Instance, fleet: Fleet, acts: boolean): Promise<string[]> {
  if (!instance.reachable)
    return [instance.problem ?? `It cannot be reached (${instance.unreachableReason ?? "unknown"}).`];
  const problems: string[] = [];
  const slow = fleet.members(instance.group).get(instance.id)?.slow ?? null;
  if (slow === null) problems.push("Its INFO beyond replication could not be read: allow INFO to the user.");
  else if (slow.config === null)
    problems.push("CONFIG GET is not allowed: some findings and checks before actions stay unknown.");
  if (acts) {
    const outcome = await fleet.command(instance.id, ["PING"], { as: "operator", deadlineMs: operatorMs });
    if (outcome.state === "refused") problems.push(`The operator's login is refused: ${outcome.message}`);
    else if (outcome.state !== "replied") problems.push(`The operator's login fails: ${outcome.detail}`);
  }
  return problems;
}
