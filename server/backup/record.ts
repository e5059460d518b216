import { blankBackup } from "@/lib/backup/blank";
import type { Backup } from "@/lib/contract";
import { formatBytes, formatCount } from "@/lib/format";
import type { StepContext } from "@/server/actions/steps/row";
import { timeOrderedId } from "@/server/store/ids";
import { describeVerified } from "./copy-record";
import { dumpPath, dumpSize } from "./dump-file";
import type { SaveVerdict } from "./judge-save";
import { keepDump } from "./keep-dump";
import { type SaveBefore, type SaveFacts, writeBefore } from "./save-facts";

/** The check that keeps what was known before the save. */
export const BEFORE_CHECK = "save-asked";

const at = (context: StepContext): string => new Date(context.now()).toISOString();

/**
 * The backup's row before its save begins. The replica's offset is sampled before the fork, so the save holds at
 * least that much of the stream: a lower bound.
 */
export function openBackup(
  context: StepContext,
  before: SaveBefore,
  facts: SaveFacts,
  lag: number | null,
): Backup {
  const { instance } = before;
  return {
    ...blankBackup,
    id: timeOrderedId(context.now()),
    group: context.plan.group,
    instance,
    run: context.run().id,
    method: "bgsave",
    state: "running",
    startedAt: at(context),
    serverVersion: facts.server.version,
    replid: facts.replication?.replid ?? null,
    offset: facts.replication?.offset ?? null,
    keys: facts.keyspace?.keys ?? null,
    expires: facts.keyspace?.expires ?? null,
    sourceLagSeconds: lag,
    checks: [
      {
        code: BEFORE_CHECK,
        status: "pass",
        text: `${context.nameOf(instance)} was not saving when this save was asked for.`,
        evidence: writeBefore(before),
      },
    ],
  };
}

/**
 * The row of a save that is proven to have ended well: verified where its file could be read from here and is this save's,
 * with the file's size where that can at least be seen; failed where what lies in its place is no good RDB.
 */
export async function closeSaved(
  context: StepContext,
  backup: Backup,
  before: SaveBefore,
  verdict: Extract<SaveVerdict, { state: "saved" }>,
  facts: SaveFacts,
): Promise<Backup> {
  const path = await dumpPath(context.ask);
  const kept = await keepDump(context, backup, { path, before, facts });
  const sizeBytes = path === null ? null : await dumpSize(backup.instance, path, before.serverSeconds);
  return {
    ...backup,
    state: kept?.state ?? "saved",
    path,
    sizeBytes,
    ...(kept?.state === "verified" && kept.change),
    ...(kept?.state === "failed" && { error: kept.cause }),
    endedAt: at(context),
    checks: [...backup.checks, ...verdict.checks, ...(kept?.checks ?? [])],
  };
}

export const closeFailed = (context: StepContext, backup: Backup, error: string): Backup => ({
  ...backup,
  state: "failed",
  endedAt: at(context),
  error,
});

/** What the run's summary says of a save that ended well. */
export function describeSaved(context: StepContext, backup: Backup): string {
  if (backup.state === "verified") return describeVerified(context, backup);
  const size = backup.sizeBytes === null ? "" : `${formatBytes(backup.sizeBytes)} `;
  const offset = backup.offset === null ? "" : ` at offset ${formatCount(backup.offset)}`;
  const keys = backup.keys === null ? "" : `, ${formatCount(backup.keys)} keys`;
  return `Saved: ${size}on ${context.nameOf(backup.instance)}${offset}${keys}. Redis proved this very save; its file was not read.`;
}
