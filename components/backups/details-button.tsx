"use client";
import { ChevronRight } from "lucide-react";
import { belowId } from "@/components/listing/listing-table";
import { useGroupName } from "@/components/runs/use-group-options";
import type { Backup } from "@/lib/contract";

/** Opens and closes what is known of a backup, below its row. */
export function DetailsButton({
  backup,
  open,
  onToggle,
}: {
  backup: Backup;
  open: boolean;
  onToggle: () => void;
}) {
  return (
    <button
      type="button"
      aria-label={`Details of the backup of ${useGroupName(backup.group)}`}
      aria-expanded={open}
      aria-controls={belowId(backup.id)}
      onClick={onToggle}
      className="grid size-6 place-items-center rounded text-fg-2 hover:bg-inset"
    >
      <ChevronRight
        size={14}
        strokeWidth={1.5}
        aria-hidden="true"
        className={open ? "rotate-90" : undefined}
      />
    </button>
  );
}
