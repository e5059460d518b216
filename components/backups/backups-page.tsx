"use client";
import { ListingPage } from "@/components/listing/listing-page";
import { SearchField } from "@/components/listing/search-field";
import type { Backup } from "@/lib/contract";
import { formatBytes } from "@/lib/format";
import { BackUpControl } from "./back-up-control";
import { Catalogue } from "./catalogue";
import { RunningBackup } from "./running-backup";
import { RunningDrills } from "./running-drills";
import { SchedulePanel } from "./schedule-panel";
import { TrendPanel } from "./trend-panel";
import { UnprotectedPanel } from "./unprotected-panel";
import { useBackupList } from "./use-backup-list";
import { useShownBackups } from "./use-shown-backups";

const none = {
  title: "No backups yet",
  text: "A backup is a data set that Tidemark receives as a replica would, proves as it comes, and keeps. Choose a group above.",
};
const noMatch = { title: "No backup matches", text: "Choose other filters above." };

/** What is being saved, what was saved, what is in none of it, and the way to save more. */
export function BackupsPage() {
  const { backups, listing } = useBackupList();
  const { shown, group, filters } = useShownBackups(backups);
  const trend = trendGroup(backups, group.value);
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
      aside={
        <div className="xl:sticky xl:top-12 max-xl:md:grid max-xl:md:grid-cols-2">
          <UnprotectedPanel only={group.value} />
          <SchedulePanel />
          {trend !== null && (
            <TrendPanel group={trend} backups={backups.filter((backup) => backup.group === trend)} />
          )}
        </div>
      }
      heading="Catalogue"
      filters={filters}
      more={<SearchField label="Search backups" placeholder="Search id, place, hash or cause" />}
      count={backups.length > 0 ? `${shown.length} of ${backups.length}` : null}
      listing={listing}
      empty={shown.length > 0 ? null : backups.length === 0 ? none : noMatch}
    >
      <Catalogue backups={shown} among={backups} groups />
    </ListingPage>
  );
}

/** Sizes compare within one group: the one that is filtered for, or the only one there are backups of. */
function trendGroup(backups: readonly Backup[], wanted: string | null): string | null {
  const groups = new Set(backups.map(({ group }) => group));
  if (wanted !== null) return groups.has(wanted) ? wanted : null;
  const [only] = groups;
  return groups.size === 1 && only !== undefined ? only : null;
}

function factsOf(backups: readonly Backup[]): string[] {
  const kept = backups.filter(({ state }) => state === "saved" || state === "verified");
  const sizes = kept.flatMap(({ sizeBytes }) => (sizeBytes === null ? [] : [sizeBytes]));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (kept.length === 0) return [];
  return [`${kept.length} kept`, ...(sizes.length === 0 ? [] : [formatBytes(total)])];
}
