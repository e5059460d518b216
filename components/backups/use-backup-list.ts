"use client";
import { type Listing, useListing } from "@/components/listing/use-listing";
import { liveStore, useBackups } from "@/components/live/store";
import type { Backup } from "@/lib/contract";

/** What the server lists is all there is: rows that others forgot go with it. */
const put = ({ backups }: { backups: Backup[] }): void =>
  liveStore.setState({ backups: Object.fromEntries(backups.map((backup) => [backup.id, backup])) });

/** All backups, newest first, kept up to date by the socket. */
export function useBackupList(): { backups: Backup[]; listing: Listing } {
  const listing = useListing("/api/backups", put);
  return { backups: useBackups(), listing };
}

/** Takes a row out of the page once the server has forgotten it. */
export function dropBackup(id: string): void {
  liveStore.setState(({ backups: { [id]: _gone, ...backups } }) => ({ backups }));
}
