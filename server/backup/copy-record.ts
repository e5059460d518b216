import { blankBackup } from "@/lib/backup/blank";
import type { Backup, Check } from "@/lib/contract";
import { formatBytes, formatCount } from "@/lib/format";
import type { StepContext } from "@/server/actions/steps/row";
import { timeOrderedId } from "@/server/store/ids";
import { type CopyFacts, proveCopy, type SourceBefore } from "./proofs";
import type { SaveFacts } from "./save-facts";

/** The check that says who was asked. */
const ASKED_CHECK = "copy-asked";

/** The row of a backup that is about to come over the wire. */
export function openCopy(context: StepContext, before: SourceBefore, facts: SaveFacts): Backup {
  const { instance } = context.step;
  return {
    ...blankBackup,
    id: timeOrderedId(context.now()),
    group: context.plan.group,
    instance,
    run: context.run().id,
    method: "wire",
    state: "running",
    startedAt: new Date(context.now()).toISOString(),
    serverVersion: facts.server.version,
    sourceLagSeconds: context.lagSeconds(instance),
    checks: [
      {
        code: ASKED_CHECK,
        status: "pass",
        text: `${context.nameOf(instance)} was not saving when it was asked for its data set.`,
        evidence: `run_id=${before.runId} role=${before.role}`,
      },
    ],
  };
}

/** The row of a copy that came whole: verified where every proof holds, failed where one does not. */
export function closeCopy(context: StepContext, backup: Backup, facts: CopyFacts): Backup {
  const { report, position } = facts;
  const checks = [...backup.checks, ...proveCopy(facts)];
  const broken = checks.find(({ status }): boolean => status === "fail");
  return {
    ...backup,
    ...position,
    location: facts.location,
    state: broken === undefined ? "verified" : "failed",
    endedAt: new Date(context.now()).toISOString(),
    sizeBytes: report.bytes,
    sha256: facts.sha256,
    rdbVersion: report.version,
    serverVersion: report.aux.serverVersion ?? backup.serverVersion,
    keys: report.keys,
    expires: report.expires,
    databases: report.databases.map(({ index, keys, expires }) => ({ index, keys, expires })),
    checks,
    error: broken?.text ?? null,
  };
}

/** What the run's summary says of a verified backup. */
export function describeVerified(context: StepContext, backup: Backup): string {
  const warned = backup.checks.find((check: Check): boolean => check.status === "warn");
  const proven = warned === undefined ? "CRC64 matches." : warned.text;
  return `Backup verified: ${formatBytes(backup.sizeBytes)} from ${context.nameOf(backup.instance)} at offset ${formatCount(backup.offset)}, ${formatCount(backup.keys)} keys. ${proven}`;
}
