import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import type { BackupPolicy } from "@/lib/backup/facts";
import type { Backup } from "@/lib/contract";
import { createActions } from "@/server/actions";
import { type BackupBook, createBackupBook } from "@/server/backup/book";
import { createBackupFolder } from "@/server/backup/targets/folder";
import type { BackupTarget } from "@/server/backup/targets/target";
import { backupFile } from "@/server/http/backup-file";
import { monotonicClock } from "@/server/poller/config";
import type { Actions, Fleet, Store } from "@/server/ports";
import { createStore } from "@/server/store";
import { ask } from "@/server/testing/ask";
import { waitFor } from "@/server/testing/wait-for";
import { type Fault, type Faults, first, type Prepared, type Stage } from "./stage.fixture";

const DAY_MS = 86_400_000;

/** A store with a folder for backups, and what a fleet that is watched learns of them. */
interface Keeper {
  readonly book: BackupBook;
  readonly folder: BackupTarget;
  readonly dir: string;
  policy: BackupPolicy;
  /** Starts a backup over the wire of the group's replica. @returns what waits for its end */
  begin(fleet: Fleet): Promise<() => Promise<Backup>>;
}

async function keeper(stage: Stage): Promise<Keeper> {
  const dir = mkdtempSync(join(tmpdir(), "tidemark-findings-"));
  stage.atEnd(() => rmSync(dir, { recursive: true, force: true }));
  const opened = await createStore(dir, { tiers: [{ stepMs: 1000, keepMs: 60_000 }], pollIntervalMs: 200 });
  stage.atEnd(() => opened.close());
  const log = pino({ level: "silent" });
  const now = monotonicClock.nowMs;
  const book = createBackupBook({
    store: opened,
    policy: () => own.policy,
    historyKeepMs: DAY_MS * 30,
    log,
    now,
  });
  stage.atEnd(() => book.close());
  const store: Store = { ...opened, backups: book.backups };
  const folder = createBackupFolder(dir);
  let actions: Actions | null = null;
  const own: Keeper = {
    book,
    folder,
    dir: join(dir, "backups"),
    policy: { maxAgeMs: DAY_MS, drillMaxAgeMs: DAY_MS, drillsScheduled: false },
    async begin(fleet) {
      const gate = { enabled: true, reason: null };
      const settings = { failoverTimeoutSeconds: 3, planLifeSeconds: 60 };
      if (actions === null) {
        const made = createActions({ fleet, store, gate, backups: folder, settings, clock: now, log });
        actions = made;
        stage.atEnd(() => made.close());
      }
      const plan = await actions.plan("orders", { action: "backup", method: "wire" });
      const { id } = await actions.start({ plan: plan.id }, "ana", null);
      return async () => {
        const run = await waitFor("the run has ended", async () => {
          const found = await store.runs.get(id);
          return found?.endedAt == null ? null : found;
        });
        const backup = await store.backups.get(run.backup ?? "");
        if (backup === null) throw new Error(`no backup came of it: ${run.summary}`);
        return backup;
      };
    },
  };
  return own;
}

const backUp = async (keep: Keeper, fleet: Fleet): Promise<Backup> => (await keep.begin(fleet))();

/** A fault of the backups of a group in which all else is well. */
const of = (
  when: string,
  play: (
    keep: Keeper,
    stage: Stage,
    group: Awaited<ReturnType<Stage["group"]>>,
  ) => Pick<Prepared, "cause" | "mend">,
): Fault => ({
  when,
  beside: [],
  afterwards: [],
  async prepare(stage) {
    const group = await stage.group(1);
    const keep = await keeper(stage);
    return {
      watched: [group.primary],
      instance: null,
      backups: keep.book.standing,
      ...play(keep, stage, group),
    };
  },
});

export const backupFaults: Faults<"backup-overdue" | "backup-failed" | "backup-damaged" | "drill-overdue"> = {
  "backup-overdue": of("the newest verified backup is older than is asked for, until the next", (keep) => ({
    async cause(fleet) {
      await backUp(keep, fleet);
      keep.policy = { ...keep.policy, maxAgeMs: 1000 };
    },
    async mend(fleet) {
      keep.policy = { ...keep.policy, maxAgeMs: DAY_MS };
      await backUp(keep, fleet);
    },
  })),
  "backup-failed": of("the source breaks the copy off, until one is verified", (keep, _, group) => ({
    async cause(fleet) {
      const source = first(group);
      const pairs = Array.from({ length: 400 }, (_, n) => [`k${n}`, "x".repeat(100)]).flat();
      await ask(group.primary, [["MSET", ...pairs]]);
      await waitFor("the replica has the keys", async () => (await ask(source, [["DBSIZE"]])) === 400);
      await ask(source, [["CONFIG", "SET", "rdb-key-save-delay", "5000"]]);
      const ended = await keep.begin(fleet);
      await waitFor(
        "its copy is cut",
        async () => Number(await ask(source, [["CLIENT", "KILL", "TYPE", "replica"]])) > 0,
      );
      await ended();
    },
    async mend(fleet) {
      await ask(first(group), [["CONFIG", "SET", "rdb-key-save-delay", "0"]]);
      await backUp(keep, fleet);
    },
  })),
  "backup-damaged": of("a bit of a kept file has flipped, until it is deleted", (keep) => {
    let rotten: Backup | null = null;
    return {
      async cause(fleet) {
        const backup = await backUp(keep, fleet);
        await backUp(keep, fleet);
        rotten = backup;
        const file = join(keep.dir, `${backup.id}.rdb`);
        const bytes = readFileSync(file);
        bytes.writeUInt8(bytes.readUInt8(50) ^ 1, 50);
        writeFileSync(file, bytes);
        const read = backupFile(
          keep.folder,
          backup,
          async () => {},
          (error) => void keep.book.backups.save({ ...backup, state: "damaged", error }),
        );
        await read.then((answer) => answer.arrayBuffer()).catch(() => {});
      },
      async mend() {
        if (rotten !== null) await keep.book.backups.delete(rotten.id);
      },
    };
  }),
  "drill-overdue": of("the last drill is older than is asked for, until the next", (keep) => {
    const drilled = (backup: Backup, atMs: number): Promise<void> =>
      keep.book.backups.save({
        ...backup,
        drill: {
          at: new Date(atMs).toISOString(),
          ok: true,
          keys: backup.keys,
          seconds: 0.1,
          digest: "not-compared",
          text: "It was restored.",
        },
      });
    let drill: Backup | null = null;
    return {
      async cause(fleet) {
        drill = await backUp(keep, fleet);
        await drilled(drill, Date.now() - 2 * DAY_MS);
      },
      async mend() {
        if (drill !== null) await drilled(drill, Date.now());
      },
    };
  }),
};
