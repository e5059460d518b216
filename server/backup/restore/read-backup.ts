import { createHash } from "node:crypto";
import type { Backup } from "@/lib/contract";
import { formatBytes, formatCount } from "@/lib/format";
import { RdbFault, type Survey, Surveyor } from "@/lib/rdb";
import { done, failed, type StepContext, type StepEnd, type StepRow } from "@/server/actions/steps/row";
import { readServerSeconds } from "@/server/backup/save-facts";
import { BackupFileError } from "@/server/backup/targets/target";
import { blocksOf } from "./blocks";
import { HELD_BYTES } from "./encode";
import { backupOf, hashOf, whyNotEmpty } from "./restoring";

const REPORT_MS = 200;
const CANCELLED = "Cancelled: nothing was sent.";

/** A number among the instance's settings; null where it does not say. */
async function settingOf({ ask }: StepContext, name: string): Promise<number | null> {
  const reply = await ask(["CONFIG", "GET", name]);
  const value = Array.isArray(reply) ? reply[1] : null;
  return typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : null;
}

/**
 * Reads the backup whole before any of it is sent: it must be what was proven, and hold nothing that the instance cannot take.
 * Nothing is sent here that changes anything.
 */
async function prove(context: StepContext): Promise<StepEnd> {
  const name = context.nameOf(context.step.instance);
  const backup = await backupOf(context);
  if (backup === null) return failed("The backup is not in the catalogue any more.");
  if (backup.state !== "verified") return failed(`The backup is ${backup.state}, not verified.`);
  const seconds = await readServerSeconds(context.ask);
  if (seconds === null) return failed(`${name} does not tell its time, so nobody knows which keys are over.`);
  try {
    const read = await readWhole(context, backup, seconds * 1000);
    if (read === null) return failed(CANCELLED);
    const why = (await misfit(context, read.survey)) ?? (await whyNotEmpty(context));
    if (why !== null) return failed(why);
    context.memory.restoring = { backup, ...read, nowMs: seconds * 1000 };
    return done(describe(read.survey));
  } catch (problem) {
    if (problem instanceof BackupFileError) return failed(problem.message);
    if (problem instanceof RdbFault) return failed(`The backup's file is no good RDB: ${problem.message}.`);
    throw problem;
  }
}

async function readWhole(
  context: StepContext,
  backup: Backup,
  nowMs: number,
): Promise<{ survey: Survey; blocks: string[] } | null> {
  const fileBytes = backup.sizeBytes ?? 0;
  const surveyor = new Surveyor(fileBytes, nowMs, HELD_BYTES);
  const hash = createHash("sha256");
  const blocks: string[] = [];
  let reportedMs = Number.NEGATIVE_INFINITY;
  for await (const block of blocksOf(context.backups, backup)) {
    hash.update(block);
    blocks.push(hashOf(block));
    surveyor.feed(block);
    if (context.cancelled()) return null;
    if (context.now() - reportedMs < REPORT_MS) continue;
    reportedMs = context.now();
    const fraction = fileBytes === 0 ? null : surveyor.position / fileBytes;
    const text = `Reading the backup: ${formatBytes(surveyor.position)} of ${formatBytes(fileBytes)}`;
    context.report({ text, fraction, etaSeconds: null });
    await context.wait(0);
  }
  if (hash.digest("hex") !== backup.sha256)
    throw new BackupFileError("The backup's file is not what was stored: its SHA-256 is another one.");
  return { survey: surveyor.finish(), blocks };
}

/** What of the backup the instance cannot take, as a sentence; null: nothing. */
async function misfit(context: StepContext, survey: Survey): Promise<string | null> {
  const name = context.nameOf(context.step.instance);
  const [foreign] = survey.foreign;
  if (foreign !== undefined)
    return `It holds ${foreign}, which RESTORE cannot bring: load the file itself where that module is, as dump.rdb. Nothing was sent.`;
  const [bulk, databases] = [
    await settingOf(context, "proto-max-bulk-len"),
    await settingOf(context, "databases"),
  ];
  if (bulk !== null && survey.largestBytes > bulk)
    return `Its largest value has ${formatBytes(survey.largestBytes)}, and ${name} takes ${formatBytes(bulk)} at once: raise proto-max-bulk-len there. Nothing was sent.`;
  const highest = survey.databases.at(-1)?.index ?? 0;
  if (databases !== null && highest >= databases)
    return `It holds keys in db${highest}, and ${name} has ${databases} databases: raise databases there. Nothing was sent.`;
  return null;
}

const describe = ({ keys, expired, libraries }: Survey): string =>
  [
    `Read whole, SHA-256 matches: ${formatCount(keys)} keys`,
    ...(libraries === 0 ? [] : [`${libraries} function libraries`]),
    ...(expired === 0 ? [] : [`${formatCount(expired)} of them expired since`]),
  ].join(", ");

/** No command: what was read a second before is what the next step sends. */
export const readBackup: StepRow = {
  releases: null,
  cancel: "aborts",
  long: true,
  deadlineMs: 0,
  prove,
  learn: async () => ({ says: "not-done", text: "the backup was not read whole." }),
};
