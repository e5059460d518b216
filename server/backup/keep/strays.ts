import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import type { EventDraft } from "@/lib/contract";
import type { Store } from "@/server/ports";

const SHOWN = 5;

/**
 * Says which files in the folder of backups belong to no row: those of another store, or of one that was lost. They are left
 * alone: a name proves nothing, neither that a file is good nor that it may go.
 */
export async function reportStrays(
  dataDir: string,
  {
    store,
    record,
    now,
    log,
  }: {
    store: Pick<Store, "backups">;
    record: (drafts: readonly EventDraft[]) => void;
    now: () => number;
    log: Logger;
  },
): Promise<void> {
  // Before the rows are read: the row of a backup is there before its file.
  const names = await readdir(join(dataDir, "backups")).catch(() => []);
  const known = new Set((await store.backups.list({})).map(({ id }) => id));
  const strays = names.filter((name) => !known.has(name.replace(/\.rdb(\.part)?$/, ""))).sort();
  if (strays.length === 0) return;
  log.warn(
    { files: strays.slice(0, 100), count: strays.length },
    "files in data-dir/backups belong to no backup",
  );
  const more = strays.length > SHOWN ? ` and ${strays.length - SHOWN} more` : "";
  record([
    {
      at: new Date(now()).toISOString(),
      type: "files-without-rows",
      group: null,
      instance: null,
      severity: "info",
      title: `${strays.length} files in data-dir/backups belong to no backup in the list`,
      detail: `${strays.slice(0, SHOWN).join(", ")}${more}. Tidemark leaves them alone: look at them, and remove what you do not need.`,
      run: null,
    },
  ]);
}
