"use client";
import Link from "next/link";
import { useBackups } from "@/components/live/store";
import { EmptyState } from "@/components/ui/empty-state";
import { Catalogue } from "./catalogue";

/** The backups that were taken from one instance, newest first. */
export function InstanceBackups({ groupId, instanceId }: { groupId: string; instanceId: string }) {
  const backups = useBackups(groupId);
  const own = backups.filter(({ instance }) => instance === instanceId);
  const all = (
    <Link
      href={`/backups?group=${encodeURIComponent(groupId)}`}
      className="font-medium text-accent hover:underline"
    >
      All backups of the group
    </Link>
  );
  if (own.length === 0)
    return (
      <EmptyState title="No backup was taken from here" action={all}>
        A backup is of the whole group: whichever instance it came from, it protects all of them.
      </EmptyState>
    );
  return (
    <>
      <Catalogue backups={own} among={backups} />
      <p className="gutter py-3 text-12">{all}</p>
    </>
  );
}
