import Link from "next/link";
import { formatDuration, tookSeconds } from "@/components/runs/durations";
import { useGroupName } from "@/components/runs/use-group-options";
import { Clock } from "@/components/ui/time";
import type { Column } from "./listing-table";

interface Timed {
  readonly startedAt: string;
  readonly endedAt: string | null;
}
const tookOf = ({ startedAt, endedAt }: Timed): number | null => tookSeconds(startedAt, endedAt);

export const started: Column<Timed> = {
  head: "Started",
  cell: ({ startedAt }) => <Clock at={startedAt} />,
  sort: { name: "started", of: ({ startedAt }) => Date.parse(startedAt) },
};

export const took: Column<Timed> = {
  head: "Took",
  kind: "figure",
  cell: (row) => formatDuration(tookOf(row)),
  sort: { name: "took", of: tookOf },
};

/** The group that a row is about, and the way to its page. */
export const group: Column<{ readonly group: string | null }> = {
  head: "Group",
  cell: (row) => row.group !== null && <GroupLink id={row.group} />,
};

const GroupLink = ({ id }: { id: string }) => (
  <Link href={`/g/${encodeURIComponent(id)}`} className="hover:underline">
    {useGroupName(id)}
  </Link>
);

/** The instance that a row is about, and the way to its page. */
export const instance: Column<{ readonly instance: string | null }> = {
  head: "Instance",
  cell: (row) =>
    row.instance !== null && (
      <Link href={`/i/${encodeURIComponent(row.instance)}`} className="hover:underline">
        {row.instance}
      </Link>
    ),
  className: "mono",
};
