"use client";
import { ListingPage } from "@/components/listing/listing-page";
import { optionsOf } from "@/components/listing/options";
import { useFilter, useGroupFilter } from "@/components/listing/use-filter";
import { backupWords } from "@/components/runs/wording";
import type { Backup } from "@/lib/contract";
import { formatBytes } from "@/lib/format";
import { BackUpControl } from "./back-up-control";
import { Catalogue } from "./catalogue";
import { RunningBackup } from "./running-backup";
import { RunningDrills } from "./running-drills";
import { useBackupList } from "./use-backup-list";

const states = optionsOf(backupWords, ({ word }) => word);

const none = {
  title: "No backups yet",
  text: "A backup is a data set that Tidemark receives as a replica would, proves as it comes, and keeps. Choose a group above.",
};
const noMatch = { title: "No backup matches", text: "Choose other filters above." };

/** What is being saved, what was saved, and the way to save more. */
export function BackupsPage() {
  const group = useGroupFilter();
  const state = useFilter("State", states);
  const { backups, listing } = useBackupList();
  const shown = backups.filter((backup) => group.passes(backup.group) && state.passes(backup.state));
  return (
    <ListingPage
      title="Backups"
      facts={listing.state === "read" ? factsOf(backups) : []}
      actions={<BackUpControl preferred={group.value} />}
      above={
        <>
          {backups.map(
            (backup) => backup.state === "running" && <RunningBackup key={backup.id} backup={backup} />,
          )}
          <RunningDrills />
        </>
      }
      heading="Catalogue"
      filters={[group, state]}
      count={backups.length > 0 ? `${shown.length} of ${backups.length}` : null}
      listing={listing}
      empty={shown.length > 0 ? null : backups.length === 0 ? none : noMatch}
    >
      <Catalogue backups={shown} />
    </ListingPage>
  );
}

function factsOf(backups: readonly Backup[]): string[] {
  const kept = backups.filter(({ state }) => state === "saved" || state === "verified");
  const sizes = kept.flatMap(({ sizeBytes }) => (sizeBytes === null ? [] : [sizeBytes]));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (kept.length === 0) return [];
  return [`${kept.length} kept`, ...(sizes.length === 0 ? [] : [formatBytes(total)])];
}
