"use client";
import { useState } from "react";
import { group, started, took } from "@/components/listing/columns";
import { type Column, ListingTable } from "@/components/listing/listing-table";
import { backupWords } from "@/components/runs/wording";
import { StateWordMark } from "@/components/ui/state-pill";
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

/** What a failed save counted was not kept. */
const ifKept = ({ state }: Backup, count: number | null): string =>
  formatCount(state === "failed" ? null : count);

const columns: readonly Column<Backup>[] = [
  started,
  { ...group, className: "font-medium" },
  {
    head: "Source",
    from: "md",
    cell: ({ instance }) => <span title={instance}>{shorten(instance, 24)}</span>,
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
  { head: "Keys", kind: "figure", from: "md", cell: (it) => ifKept(it, it.keys) },
  { ...took, from: "md" },
  {
    head: "State",
    cell: ({ state }) => (
      <StateWordMark state={backupWords[state].shape}>{backupWords[state].word}</StateWordMark>
    ),
    className: "max-sm:whitespace-normal",
  },
  { head: "CRC64", from: "lg", cell: (it) => <ProofMark proof={checksumProof(it)} /> },
  { head: "SHA-256", from: "lg", cell: (it) => <ProofMark proof={hashProof(it)} /> },
  { head: "Drill", from: "md", cell: (it) => <DrillMark backup={it} /> },
  {
    head: "Actions",
    kind: "heard",
    cell: (it) => (
      <span className="inline-flex items-center sm:gap-1">
        <DrillBackup backup={it} />
        <DownloadBackup backup={it} />
        <ForgetBackup backup={it} />
      </span>
    ),
    className: "text-right",
  },
];

/** All backups that match. Each row opens to what was checked and known of it; one that failed, or whose drill did, says why without being opened. */
export function Catalogue({ backups }: { backups: readonly Backup[] }) {
  const [opened, setOpened] = useState<readonly string[]>([]);
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
      columns={[details, ...columns]}
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
