import type { StepProgress } from "@/lib/contract";
import { formatBytes, formatCount, formatRate } from "@/lib/format";
import type { Holdings } from "@/lib/info/holdings";
import { EntryReader, RdbFault } from "@/lib/rdb";
import {
  done,
  failed,
  type StepContext,
  type StepEnd,
  type StepRow,
  unclear,
} from "@/server/actions/steps/row";
import { BackupFileError } from "@/server/backup/targets/target";
import { CopyFault, cancelled } from "@/server/redis/copy-fault";
import type { WriteStream } from "@/server/redis/write-stream";
import { blocksOf } from "./blocks";
import { RestoreEncoder } from "./encode";
import { askHoldings, backupOf, hashOf, type Restoring, whyNotEmpty } from "./restoring";

const POLL_MS = 200;
/** A value of hundreds of megabytes keeps a server busy for some time. */
const SILENCE_MS = 60_000;
/** For what a process that is gone had sent: a look each step, for so long at most. */
const SETTLE_STEP_MS = 500;
const SETTLE_MS = 15_000;
/** Of the file at once: its commands are a few times as long, where its keys are small. */
const PIECE_BYTES = 64 * 1024;

/** How far it is. */
interface Sending {
  stream: WriteStream | null;
  fileBytes: number;
  over: boolean;
}

async function prove(context: StepContext): Promise<StepEnd> {
  const { restoring } = context.memory;
  if (restoring === undefined) return failed("The backup was not read.");
  const why = await whyNotEmpty(context);
  if (why !== null) return failed(why);
  const sending: Sending = { stream: null, fileBytes: 0, over: false };
  const startedMs = context.now();
  try {
    await sendAll(context, restoring, sending);
  } catch (problem) {
    return brokenOff(context, restoring, sending, causeOf(problem, context));
  }
  const keys = sending.stream?.answered("key") ?? 0;
  const seconds = Math.max(0.001, (context.now() - startedMs) / 1000);
  const libraries = restoring.survey.libraries;
  return done(
    `Restored ${formatCount(keys)} keys${libraries === 0 ? "" : ` and ${libraries} function libraries`} in ${seconds.toFixed(1)} s, ${formatRate((restoring.backup.sizeBytes ?? 0) / seconds)}.`,
  );
}

/** Sends, reports how far it is, and lets go where the run is cancelled, lost, or Tidemark stops. */
async function sendAll(context: StepContext, restoring: Restoring, sending: Sending): Promise<void> {
  const stop = new AbortController();
  const startedMs = context.now();
  const work = send(context, restoring, sending, stop.signal).finally(() => {
    sending.over = true;
    sending.stream?.close();
  });
  const settled = work.catch(() => undefined);
  try {
    while (!sending.over) {
      context.report(progressOf(restoring, sending, (context.now() - startedMs) / 1000));
      await Promise.race([settled, context.wait(POLL_MS)]);
    }
  } catch (problem) {
    stop.abort();
    await settled;
    throw problem;
  }
  await work;
}

async function send(
  context: StepContext,
  restoring: Restoring,
  sending: Sending,
  signal: AbortSignal,
): Promise<void> {
  const stream = await context.openWriter({ silenceMs: SILENCE_MS, signal });
  sending.stream = stream;
  const encoder = new RestoreEncoder(restoring);
  const reader = new EntryReader(restoring.backup.sizeBytes ?? 0, encoder);
  let n = 0;
  for await (const block of blocksOf(context.backups, restoring.backup)) {
    if (hashOf(block) !== restoring.blocks[n])
      throw new BackupFileError("The backup's file changed while it was sent.");
    n += 1;
    for (let at = 0; at < block.length; at += PIECE_BYTES) {
      if (context.cancelled()) {
        await stream.settle();
        throw cancelled();
      }
      reader.feed(block.subarray(at, at + PIECE_BYTES));
      const { bytes, commands } = encoder.drain();
      await stream.write(bytes, commands);
      sending.fileBytes = reader.position;
    }
  }
  reader.end();
  await stream.settle();
}

function progressOf({ survey, backup }: Restoring, sending: Sending, seconds: number): StepProgress {
  const total = survey.keys - survey.expired;
  const keys = sending.stream?.answered("key") ?? 0;
  const size = backup.sizeBytes ?? 0;
  // What was sent is not yet taken: keys say what is in, and bytes how large they were.
  const fraction = total === 0 ? null : Math.min(0.99, Math.min(keys / total, sending.fileBytes / size));
  const pace = seconds > 0 ? `, ${formatRate(sending.fileBytes / seconds)}` : "";
  return {
    text: `${formatCount(keys)} of ${formatCount(total)} keys, ${formatBytes(sending.fileBytes)} of ${formatBytes(size)}${pace}`,
    fraction,
    etaSeconds: fraction === null || fraction === 0 ? null : (seconds * (1 - fraction)) / fraction,
  };
}

/** How much is in, in words: a person empties the instance, or looks at it, before it is tried again. */
function brokenOff(context: StepContext, { survey }: Restoring, { stream }: Sending, cause: string): StepEnd {
  const [keys, libraries] = [stream?.answered("key") ?? 0, stream?.answered("library") ?? 0];
  const open = stream?.open ?? 0;
  if (keys === 0 && libraries === 0 && open === 0) return failed(`${cause} Nothing was restored.`);
  const name = context.nameOf(context.step.instance);
  const more = open === 0 ? "" : `, and up to ${formatCount(open)} more that it did not answer for`;
  return failed(
    `${cause} ${formatCount(keys)} of ${formatCount(survey.keys - survey.expired)} keys are in${more}. Empty ${name} before you try again.`,
    "applied",
  );
}

const refusals: readonly { readonly begins: string; readonly text: (name: string) => string }[] = [
  {
    begins: "BUSYKEY",
    text: (name) =>
      `Somebody else writes to ${name}: a key of the backup is there already, and was left as it is (BUSYKEY).`,
  },
  { begins: "OOM", text: (name) => `${name} has no memory left for more (maxmemory).` },
  { begins: "READONLY", text: (name) => `${name} is a replica now, and refuses writes.` },
  {
    begins: "NOPERM",
    text: (name) =>
      `The operator's user may not write it at ${name}: it needs +restore +select, +function|restore where there are functions, and ~* for the keys.`,
  },
  { begins: "MISCONF", text: (name) => `${name} refuses writes because its last save failed (MISCONF).` },
  { begins: "NOREPLICAS", text: (name) => `${name} refuses writes: too few replicas follow it.` },
];

/** @throws what is no fault of the restore: Tidemark stops, the run is lost, or an error of ours */
function causeOf(problem: unknown, context: StepContext): string {
  const name = context.nameOf(context.step.instance);
  if (problem instanceof BackupFileError) return problem.message;
  if (problem instanceof RdbFault) return `The backup's file is no good RDB: ${problem.message}.`;
  if (!(problem instanceof CopyFault)) throw problem;
  switch (problem.code) {
    case "cancelled":
      return "Cancelled.";
    case "kept-back":
      return "Tidemark stood still for longer than its lease, so no more was sent.";
    case "refused":
    case "not-allowed": {
      const known = refusals.find(({ begins }) => problem.message.startsWith(begins));
      return known?.text(name) ?? `${name} refused a key: ${problem.message}.`;
    }
    default:
      return `${name}: ${problem.message}`;
  }
}

/** What had left the process that is gone may be on its way yet: it is waited for until nothing more comes in. */
async function settledHoldings(context: StepContext): Promise<Holdings | null> {
  const untilMs = context.now() + SETTLE_MS;
  for (let before = await askHoldings(context.ask); ; ) {
    await context.wait(SETTLE_STEP_MS);
    const now = await askHoldings(context.ask);
    if (now === null || now.keys === before?.keys || context.now() >= untilMs) return now;
    before = now;
  }
}

/** Its process is gone, and what that had counted with it: the instance alone can say what is in. */
async function left(context: StepContext): Promise<StepEnd> {
  const name = context.nameOf(context.step.instance);
  const [holdings, backup] = [await settledHoldings(context), await backupOf(context)];
  const stopped = "Tidemark was stopped while it sent.";
  if (holdings === null) return unclear(`${stopped} ${name} does not say how much is in.`);
  if (holdings.keys === 0 && (holdings.libraries ?? 0) === 0)
    return failed(`${stopped} ${name} is empty: nothing was restored.`);
  return failed(
    `${stopped} ${name} holds ${formatCount(holdings.keys)} keys, and the backup ${formatCount(backup?.keys ?? null)}. Empty ${name} before you try again.`,
    "applied",
  );
}

/**
 * Sends every key of the backup, on a connection of its own. In the audit all of it is one command, announced before the first of
 * them leaves: names of keys are in no log.
 */
export const sendBackup: StepRow = {
  releases: null,
  cancel: "aborts",
  long: true,
  deadlineMs: 0,
  says: ["RESTORE", "<each key>", "<its time>", "<its value>", "ABSTTL"],
  prove,
  left,
  learn: async (context) => {
    const holdings = await askHoldings(context.ask);
    if (holdings === null) return { says: "unclear", text: "nobody says what it holds." };
    return holdings.keys === 0
      ? { says: "not-done", text: "it holds nothing." }
      : { says: "done", text: `it holds ${formatCount(holdings.keys)} keys.` };
  },
};
