import type { Backup } from "@/lib/contract";
import { RdbFault } from "@/lib/rdb";
import { done, failed, type StepContext, type StepEnd, type StepRow } from "@/server/actions/steps/row";
import { LeaseLost } from "@/server/errors";
import { CopyFault } from "@/server/redis/copy-fault";
import type { RdbCopy } from "@/server/redis/rdb-stream";
import { copyProgress } from "./copy-progress";
import { closeCopy, describeVerified, openCopy } from "./copy-record";
import { type CopyFacts, isProven } from "./proofs";
import { type Received, receiveRdb, type WholeRdb } from "./receive";
import { closeFailed } from "./record";
import { readSaveFacts, type SaveFacts } from "./save-facts";
import { type BackupDraft, BackupFileError } from "./targets/target";

const POLL_MS = 200;
/** For each reply, and between two pieces. A fork of a large data set stops the server for a while. */
const SILENCE_MS = 20_000;
/** A source that writes its dump to its own disk first sends empty lines meanwhile. */
const PREPARE_MS = 60 * 60 * 1000;

async function prove(context: StepContext): Promise<StepEnd> {
  const name = context.nameOf(context.step.instance);
  const facts = await readSaveFacts(context.ask);
  if (facts?.replication == null)
    return failed(`${name} could not be read, so no copy of it could be proven.`);
  if (facts.persistence.saving) return failed(`${name} is saving already.`);
  const { runId } = facts.server;
  const before = { runId, role: facts.replication.role };
  const backup = openCopy(context, before, facts);
  // The run names the row first: a row that no run names would look like a running backup for ever.
  await context.patch({ backup: backup.id });
  await context.saveBackup(backup);
  try {
    const { whole, draft, copy } = await take(context, backup, facts);
    const after = await readSaveFacts(context.ask);
    const { replid, offset } = copy;
    const proven = { ...whole, position: { replid, offset }, location: draft.location, before, after };
    const closed = closeCopy(context, backup, { ...proven, storedBytes: await keepIfProven(draft, proven) });
    const left = closed.state === "verified" ? "" : await clearUp(context, backup.id);
    await context.saveBackup({ ...closed, location: left === null ? null : closed.location });
    return closed.state === "verified"
      ? done(describeVerified(context, closed))
      : failed(closed.error ?? "It could not be proven.");
  } catch (problem) {
    // Whoever has the run by now has ended this copy as failed: a file that got its name since would be nobody's.
    if (problem instanceof LeaseLost) await clearUp(context, backup.id);
    return failed(causeOf(problem, name));
  }
}

/** It gets its name only once all else is proven. @returns its size there; null: it was dropped */
async function keepIfProven(
  draft: BackupDraft,
  facts: Omit<CopyFacts, "storedBytes">,
): Promise<number | null> {
  if (isProven(facts))
    return draft.keep().catch((problem) => draft.drop().then(() => Promise.reject(problem)));
  await draft.drop();
  return null;
}

/** Takes the copy, reports how far it is, and ends it where the run is cancelled or Tidemark stops. Of a copy that fails nothing stays. */
async function take(
  context: StepContext,
  backup: Backup,
  facts: SaveFacts,
): Promise<{ whole: WholeRdb; draft: BackupDraft; copy: RdbCopy }> {
  const mostBytes = (await context.backups.roomBytes()) ?? Number.MAX_SAFE_INTEGER;
  const draft = await context.backups.begin(backup.id);
  const stop = new AbortController();
  const so: { received: Received | null; sinceMs: number; over: boolean } = {
    received: null,
    sinceMs: context.now(),
    over: false,
  };
  const work = async (): Promise<{ whole: WholeRdb; copy: RdbCopy }> => {
    // Before any of it is there: whoever clears up after us has to know where.
    if (draft.location !== null) await context.saveBackup({ ...backup, location: draft.location });
    const copy = await context.openRdb({
      silenceMs: SILENCE_MS,
      prepareMs: PREPARE_MS,
      readerVersion: facts.server.product === "valkey" ? facts.server.version : null,
      signal: stop.signal,
    });
    so.sinceMs = context.now();
    const onPiece = (received: Received): void => {
      so.received = received;
    };
    try {
      return { whole: await receiveRdb(copy, draft, { mostBytes, onPiece }), copy };
    } finally {
      copy.close();
    }
  };
  const taken = work().finally(() => {
    so.over = true;
  });
  const settled = taken.then(
    () => {},
    () => {},
  );
  try {
    while (!so.over) {
      const keys = facts.keyspace?.keys ?? null;
      context.report(copyProgress(so.received, { keys, seconds: (context.now() - so.sinceMs) / 1000 }));
      if (context.cancelled()) {
        stop.abort();
        draft.halt();
      }
      await Promise.race([settled, context.wait(POLL_MS)]);
    }
    return { ...(await taken), draft };
  } catch (problem) {
    stop.abort();
    draft.halt();
    await settled;
    await draft.drop();
    throw problem;
  }
}

/** @throws what is no fault of the copy: Tidemark stops, or an error of ours */
function causeOf(problem: unknown, name: string): string {
  if (problem instanceof RdbFault) return `What ${name} sent is no good RDB: ${problem.message}.`;
  if (problem instanceof BackupFileError) return problem.message;
  if (!(problem instanceof CopyFault)) throw problem;
  switch (problem.code) {
    case "kept-back":
    case "cancelled":
      return problem.message;
    case "not-allowed":
      return `${problem.message} Grant them, or choose BGSAVE as the way.`;
    default:
      return `${name}: ${problem.message}`;
  }
}

/**
 * Removes what came, so that the row needs to name no place any more.
 * @returns null; or what to add to the cause where the place cannot be reached: the backup has failed all the same
 */
async function clearUp(context: StepContext, id: string): Promise<string | null> {
  try {
    await context.backups.remove(id);
    return null;
  } catch (problem) {
    if (problem instanceof BackupFileError)
      return ` What came of it could not be removed: ${problem.message}`;
    throw problem;
  }
}

/** Whatever did not end as verified is a failed backup without a file: never one that only looks good. */
async function closed(context: StepContext, end: StepEnd): Promise<void> {
  const id = context.run().backup;
  const backup = id === null ? null : await context.store.backups.get(id);
  if (backup?.state !== "running") return;
  const left = await clearUp(context, backup.id);
  const row = closeFailed(context, backup, `${end.error ?? "It could not be proven."}${left ?? ""}`);
  await context.saveBackup({ ...row, location: left === null ? null : row.location });
}

/**
 * The data set over the replication protocol, proven while it streams. It sends nothing over the operator's own connection:
 * a connection that said PSYNC is good for nothing else.
 */
export const receiveRdbStep: StepRow = {
  releases: null,
  cancel: "aborts",
  long: true,
  deadlineMs: 0,
  says: ["PSYNC", "?", "-1"],
  prove,
  // What a stopped Tidemark had of it is not the whole of it.
  learn: async () => ({ says: "not-done", text: "a copy that was broken off is none." }),
  closed,
};
