"use client";
import Link from "next/link";
import { useQueryState } from "nuqs";
import { useEffect, useMemo, useState } from "react";
import { group, started, took } from "@/components/listing/columns";
import { belowId, type Column, ListingTable } from "@/components/listing/listing-table";
import { backupWords } from "@/components/runs/wording";
import { StateWordMark } from "@/components/ui/state-pill";
import { newestVerified } from "@/lib/backup/verified";
import type { Backup } from "@/lib/contract";
import { formatBytes, formatCount, shorten } from "@/lib/format";
import { BackupDetails } from "./backup-details";
import { DetailsButton } from "./details-button";
import { DownloadBackup } from "./download-backup";
import { DrillBackup } from "./drill-backup";
import { DrillMark } from "./drill-mark";
import { ForgetBackup } from "./forget-backup";
import { ProofMark } from "./proof-mark";
import { checksumProof, hashProof } from "./proofs";
import { RestoreBackup } from "./restore-backup";

/** What a failed save counted was not kept. */
const ifKept = ({ state }: Backup, count: number | null): string =>
  formatCount(state === "failed" ? null : count);

const columns = (newest: ReadonlySet<string>): readonly Column<Backup>[] => [
  started,
  { ...group, className: "font-medium" },
  {
    head: "Source",
    from: "md",
    cell: ({ instance }) => (
      <Link href={`/i/${encodeURIComponent(instance)}`} title={instance} className="hover:underline">
        {shorten(instance, 21)}
      </Link>
    ),
    className: "mono",
  },
  {
    head: "Stream position",
    kind: "figure",
    from: "lg",
    cell: (it) => ifKept(it, it.offset),
    className: "mono",
  },
  {
    head: "Size",
    kind: "figure",
    from: "sm",
    cell: ({ sizeBytes }) => formatBytes(sizeBytes),
    sort: { name: "size", of: ({ sizeBytes }) => sizeBytes },
  },
  {
    head: "Keys",
    kind: "figure",
    from: "md",
    cell: (it) => ifKept(it, it.keys),
    sort: { name: "keys", of: ({ state, keys }) => (state === "failed" ? null : keys) },
  },
  { ...took, from: "2xl" },
  {
    head: "State",
    cell: ({ id, state }) => (
      <>
        <StateWordMark state={backupWords[state].shape}>{backupWords[state].word}</StateWordMark>
        {newest.has(id) && (
          <span
            className="ml-1.5 rounded bg-inset px-1.5 py-0.5 text-12 text-fg-2"
            title="The newest verified backup of its group"
          >
            newest
          </span>
        )}
      </>
    ),
    className: "max-sm:whitespace-normal max-sm:py-1.5 max-sm:[&_span]:whitespace-normal",
  },
  { head: "CRC64", from: "lg", cell: (it) => <ProofMark proof={checksumProof(it)} /> },
  { head: "SHA-256", from: "lg", cell: (it) => <ProofMark proof={hashProof(it)} /> },
  { head: "Drill", from: "lg", cell: (it) => <DrillMark backup={it} /> },
  {
    head: "Actions",
    kind: "heard",
    cell: (it) => (
      <span className="inline-flex items-center sm:gap-1">
        <DrillBackup backup={it} />
        <DownloadBackup backup={it} />
        <RestoreBackup backup={it} />
        <ForgetBackup backup={it} />
      </span>
    ),
    className: "text-right",
  },
];

/**
 * All backups that match. Each row opens to what was checked and known of it; one that failed, or whose drill did, says why without being opened,
 * and the one that the URL names is open from the start.
 * @param among what the newest verified one of a group is looked for in
 * @param groups whether the rows are of several groups
 */
export function Catalogue({
  backups,
  among = backups,
  groups = false,
}: {
  backups: readonly Backup[];
  among?: readonly Backup[];
  groups?: boolean;
}) {
  const [wanted] = useQueryState("backup");
  const [opened, setOpened] = useState<readonly string[]>(wanted === null ? [] : [wanted]);
  const there = wanted !== null && backups.some(({ id }) => id === wanted);
  useEffect(() => {
    if (there && wanted !== null)
      document.getElementById(belowId(wanted))?.scrollIntoView({ block: "center" });
  }, [there, wanted]);
  const shown = useMemo(() => {
    const all = columns(newestOfEach(among));
    return groups ? all : all.filter(({ head }) => head !== group.head);
  }, [among, groups]);
  const toggle = (id: string): void =>
    setOpened(opened.includes(id) ? opened.filter((one) => one !== id) : [...opened, id]);
  const details: Column<Backup> = {
    head: "Details",
    kind: "heard",
    cell: (backup) => (
      <DetailsButton backup={backup} open={opened.includes(backup.id)} onToggle={() => toggle(backup.id)} />
    ),
    className: "w-8 pr-0!",
  };
  return (
    <ListingTable
      rows={backups}
      columns={[details, ...shown]}
      below={(backup) => {
        const open = opened.includes(backup.id);
        const trouble = backup.error ?? (backup.drill?.ok === false ? backup.drill.text : null);
        if (!open && trouble === null) return null;
        return (
          <>
            {trouble !== null && <p className="max-w-[90ch] text-pretty text-fg-2">{trouble}</p>}
            {open && <BackupDetails backup={backup} />}
          </>
        );
      }}
    />
  );
}

/** Ids of the newest verified backup of each group. */
function newestOfEach(backups: readonly Backup[]): ReadonlySet<string> {
  const groups = Map.groupBy(backups, (backup) => backup.group);
  return new Set([...groups.values()].flatMap((own) => newestVerified(own)?.backup ?? []));
}
