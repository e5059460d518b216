"use client";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { FilterMenu } from "@/components/runs/filter-menu";
import { ListingState } from "@/components/runs/listing-state";
import { useGroupOptions } from "@/components/runs/use-group-options";
import { backupWords } from "@/components/runs/wording";
import { PageBar } from "@/components/shell/page-bar";
import { Backup } from "@/lib/contract";
import { formatBytes } from "@/lib/format";
import { BackUpControl } from "./back-up-control";
import { Catalogue } from "./catalogue";
import { RunningBackup } from "./running-backup";
import { useBackupList } from "./use-backup-list";

const stateNames = Backup.shape.state.options;
const states = stateNames.map((value) => ({ value, label: backupWords[value].word }));

/** What is being saved, what was saved, and the way to save more. */
export function BackupsPage() {
  const [filter, setFilter] = useQueryStates({
    group: parseAsString,
    state: parseAsStringLiteral(stateNames),
  });
  const { backups, listing } = useBackupList();
  const groups = useGroupOptions();
  const running = backups.filter((backup) => backup.state === "running");
  const shown = backups.filter(
    (backup) =>
      (filter.group === null || backup.group === filter.group) &&
      (filter.state === null || backup.state === filter.state),
  );
  return (
    <>
      <PageBar
        title="Backups"
        facts={listing.state === "read" ? factsOf(backups) : []}
        actions={<BackUpControl preferred={filter.group} />}
      />
      {running.map((backup) => (
        <RunningBackup key={backup.id} backup={backup} />
      ))}
      <div className="gutter flex min-h-12 flex-wrap items-center gap-2 border-b py-2">
        <h2 className="mr-2 font-semibold">Catalogue</h2>
        <FilterMenu
          name="Group"
          anyWord="All groups"
          value={filter.group}
          options={groups}
          onChange={(group) => void setFilter({ group })}
        />
        <FilterMenu
          name="State"
          anyWord="Any state"
          value={filter.state}
          options={states}
          onChange={(state) => void setFilter({ state })}
        />
        <span className="flex-1" />
        {backups.length > 0 && (
          <span className="text-fg-3">
            {shown.length} of {backups.length}
          </span>
        )}
      </div>
      {shown.length > 0 ? (
        <Catalogue backups={shown} />
      ) : (
        <ListingState listing={listing} title={backups.length === 0 ? "No backups yet" : "No backup matches"}>
          {backups.length === 0
            ? "A backup is a save on an instance's own disk, proven to be this very save. Choose a group above."
            : "Choose other filters above."}
        </ListingState>
      )}
    </>
  );
}

function factsOf(backups: readonly Backup[]): string[] {
  const kept = backups.filter(({ state }) => state === "saved" || state === "verified");
  const sizes = kept.flatMap(({ sizeBytes }) => (sizeBytes === null ? [] : [sizeBytes]));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (kept.length === 0) return [];
  return [`${kept.length} kept`, ...(sizes.length === 0 ? [] : [formatBytes(total)])];
}
