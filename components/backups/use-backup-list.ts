"use client";
import { z } from "zod";
import { type Listing, useListing } from "@/components/listing/use-listing";
import { liveStore, useBackups } from "@/components/live/store";
import { Backup } from "@/lib/contract";

const Answer = z.object({ backups: z.array(Backup) });

/** What the server lists is all there is: rows that others forgot go with it. */
const put = ({ backups }: z.infer<typeof Answer>): void =>
  liveStore.setState({ backups: Object.fromEntries(backups.map((backup) => [backup.id, backup])) });

/** All backups, newest first, kept up to date by the socket. */
export function useBackupList(): { backups: Backup[]; listing: Listing } {
  const listing = useListing("/api/backups", Answer, put);
  return { backups: useBackups(), listing };
}

/** Takes a row out of the page once the server has forgotten it. */
export function dropBackup(id: string): void {
  liveStore.setState(({ backups: { [id]: _gone, ...backups } }) => ({ backups }));
}
