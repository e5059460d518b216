import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createBackupPlaces } from "@/server/backup/targets/places";
import { probeTarget } from "@/server/backup/targets/probe";
import type { Settings } from "@/server/settings";
import { say } from "./say";

/**
 * Says whether backups can be written, read and removed where the settings want them, by a kilobyte that does not stay.
 * @returns how many things cannot be done
 */
export async function checkTarget(settings: Settings): Promise<number> {
  const { target } = settings.backups;
  // Not made here: whoever checks may be another user than the one who serves.
  if (target.kind === "folder" && !existsSync(join(settings.dataDir, "backups"))) {
    say("Backups: the folder backups in data-dir, which the first backup makes.");
    return 0;
  }
  const id = randomUUID();
  let location: string | null = null;
  const places = createBackupPlaces({
    dataDir: settings.dataDir,
    ...settings.backups,
    catalogue: async (asked) =>
      asked === id ? { group: "tidemark-check", state: "running", location } : null,
  });
  const problems = await probeTarget(
    {
      ...places,
      async begin(asked) {
        const draft = await places.begin(asked);
        location = draft.location;
        return draft;
      },
    },
    id,
  );
  say(`Backups: ${problems.length === 0 ? "ok  " : "FAIL"}  ${places.describe()}`);
  for (const problem of problems) say(`        ${problem}`);
  return problems.length;
}
