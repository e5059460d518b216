import Link from "next/link";
import { group, instance } from "@/components/listing/columns";
import type { Column } from "@/components/listing/listing-table";
import { Clock } from "@/components/ui/time";
import type { AuditEntry } from "@/lib/contract";
import { auditText, auditWords } from "./words";

export type AuditRow = AuditEntry & { readonly id: string };

/** A row of the audit in a list, with the way to its run. */
export const auditColumns: readonly Column<AuditRow>[] = [
  { head: "Time", cell: ({ at }) => <Clock at={at} />, className: "text-fg-3" },
  {
    head: "What happened",
    kind: "wide",
    cell: (entry) => (
      <>
        {auditWords[entry.kind]}
        <Said entry={entry} />
      </>
    ),
  },
  { head: "By", from: "sm", cell: ({ actor }) => actor ?? <span className="text-fg-3">not known</span> },
  { ...group, from: "md" },
  { ...instance, from: "lg" },
  {
    head: "Run",
    kind: "heard",
    cell: ({ run }) =>
      run !== null && (
        <Link href={`/runs/${encodeURIComponent(run)}`} className="text-accent hover:underline">
          Run
        </Link>
      ),
    className: "text-right",
  },
  {
    head: "Row",
    kind: "figure",
    from: "lg",
    cell: ({ n, hash }) => <span title={`SHA-256 ${hash}`}>{n}</span>,
    className: "text-fg-3",
  },
];

/** What the row says beyond its kind; a command in the letters of commands. */
function Said({ entry }: { entry: AuditEntry }) {
  const said = auditText(entry);
  if (said === "") return null;
  const letters = entry.kind === "step-sent" ? "mono break-all" : "text-pretty break-words";
  return <p className={`max-w-[90ch] text-12 text-fg-2 ${letters}`}>{said}</p>;
}
