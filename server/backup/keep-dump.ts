import type { Backup, Check } from "@/lib/contract";
import { formatBytes } from "@/lib/format";
import { RdbFault } from "@/lib/rdb";
import type { StepContext } from "@/server/actions/steps/row";
import { CopyFault } from "@/server/redis/copy-fault";
import { isOnThisMachine } from "./dump-file";
import { proveDump } from "./dump-proofs";
import { type OpenDump, openDump } from "./open-dump";
import { proveContent } from "./proofs";
import { type Received, receiveRdb, type WholeRdb } from "./receive";
import type { SaveBefore, SaveFacts } from "./save-facts";
import { BackupFileError } from "./targets/target";

const POLL_MS = 200;

/** What of a step this uses. */
type Hands = Pick<StepContext, "backups" | "wait" | "report">;

/** What became of the file of a save that ended well. */
export type KeptDump =
  | { readonly state: "verified"; readonly change: Partial<Backup>; readonly checks: readonly Check[] }
  /** It was not read, or is not this save's. */
  | { readonly state: "saved"; readonly checks: readonly Check[] }
  /** It is this save's place, and what lies there is no good RDB. */
  | { readonly state: "failed"; readonly checks: readonly Check[]; readonly cause: string };

const notRead = (why: string): KeptDump => ({
  state: "saved",
  checks: [
    {
      code: "file-read",
      status: "warn",
      text: `Tidemark did not keep the instance's file: ${why}.`,
      evidence: null,
    },
  ],
});

/**
 * Copies the dump that a save wrote to where Tidemark keeps backups, where the instance runs on this machine and the file may be
 * read, with the same walk and the same proofs as a copy over the wire. Null: it cannot be, as on another machine.
 * @throws Leaving, LeaseLost: nothing of it stays
 */
export async function keepDump(
  context: Hands,
  backup: Backup,
  save: { readonly path: string | null; readonly before: SaveBefore; readonly facts: SaveFacts },
): Promise<KeptDump | null> {
  const { path, before } = save;
  if (path === null || !isOnThisMachine(before.instance)) return null;
  const dump = await openDump(path);
  if ("why" in dump) return notRead(dump.why);
  try {
    if (dump.writtenUnixSeconds < before.serverSeconds) return notRead("it is older than this save");
    const roomBytes = await context.backups.roomBytes();
    if (roomBytes !== null && dump.sizeBytes > roomBytes)
      return notRead(
        `it has ${formatBytes(dump.sizeBytes)}, and there is room for ${formatBytes(roomBytes)}`,
      );
    return await copy(context, backup, dump, save);
  } catch (problem) {
    if (problem instanceof BackupFileError) return notRead(problem.message.replace(/\.$/, ""));
    if (problem instanceof CopyFault) return notRead("it became shorter while it was read");
    if (!(problem instanceof RdbFault)) throw problem;
    if (problem.code === "unknown-version") return notRead(problem.message);
    const cause = `Redis says that the save ended well, and the file that lies there is no good RDB: ${problem.message}.`;
    return { state: "failed", checks: [], cause };
  } finally {
    await dump.close();
  }
}

async function copy(
  context: Hands,
  backup: Backup,
  dump: OpenDump,
  { before, facts }: { before: SaveBefore; facts: SaveFacts },
): Promise<KeptDump> {
  // What a process that died had of it is not the whole of it.
  await context.backups.remove(backup.id);
  const draft = await context.backups.begin(backup.id);
  try {
    const whole = await followed(context, dump, (onPiece) =>
      receiveRdb(dump, draft, { mostBytes: dump.sizeBytes, onPiece }),
    );
    const { replication, persistence } = facts;
    const own = proveDump({
      report: whole.report,
      before,
      asked: backup,
      ended: {
        replid: replication?.replid ?? null,
        offset: replication?.offset ?? null,
        lastSaveUnixSeconds: persistence.lastSaveUnixSeconds,
      },
      unchanged: await dump.isUnchanged(),
    });
    if (own.some(({ status }) => status !== "pass")) {
      await draft.drop();
      return { state: "saved", checks: own };
    }
    // Whoever has the run by now makes a file of that name itself.
    await context.wait(0);
    const { location } = draft;
    const checks = [...own, ...proveContent({ ...whole, location, storedBytes: await draft.keep() })];
    const broken = checks.find(({ status }) => status === "fail");
    if (broken === undefined)
      return { state: "verified", change: { ...read(backup, whole), location }, checks };
    await context.backups.remove(backup.id);
    return { state: "failed", checks, cause: broken.text };
  } catch (problem) {
    await draft.drop();
    throw problem;
  }
}

/** Reports how far the reading is, and ends it where the run is another's by now, or Tidemark stops. */
async function followed(
  context: Hands,
  dump: OpenDump,
  work: (onPiece: (received: Received) => void) => Promise<WholeRdb>,
): Promise<WholeRdb> {
  const so = { received: { bytes: 0, keys: 0 }, over: false };
  const reading = work((received) => {
    so.received = received;
    if (so.over) throw new CopyFault("cancelled", "Cancelled.");
  });
  const settled = reading.then(
    () => true,
    () => true,
  );
  try {
    for (;;) {
      const ended = await Promise.race([settled, context.wait(POLL_MS).then(() => false)]);
      if (ended) return await reading;
      const { bytes } = so.received;
      context.report({
        text: `Reading its file, ${formatBytes(bytes)} of ${formatBytes(dump.sizeBytes)}`,
        fraction: dump.sizeBytes === 0 ? null : bytes / dump.sizeBytes,
        etaSeconds: null,
      });
    }
  } finally {
    so.over = true;
    await settled;
  }
}

/** What the file says, in place of what the instance said before its save. */
function read(backup: Backup, { report, sha256 }: WholeRdb): Partial<Backup> {
  return {
    sizeBytes: report.bytes,
    sha256,
    rdbVersion: report.version,
    serverVersion: report.aux.serverVersion ?? backup.serverVersion,
    replid: report.aux.replid ?? backup.replid,
    offset: report.aux.offset ?? backup.offset,
    keys: report.keys,
    expires: report.expires,
    databases: report.databases.map(({ index, keys, expires }) => ({ index, keys, expires })),
  };
}
