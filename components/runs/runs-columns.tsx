import Link from "next/link";
import { group, started, took } from "@/components/listing/columns";
import type { Column } from "@/components/listing/listing-table";
import { StateWordMark } from "@/components/ui/state-pill";
import type { Run } from "@/lib/contract";
import { wordsOf } from "./wording";

const stateOf = (run: Run) => {
  const { word, shape } = wordsOf(run);
  return <StateWordMark state={shape}>{word}</StateWordMark>;
};

/** A run in a list; it leads to its own page. */
export const runsColumns: readonly Column<Run>[] = [
  { ...started, className: "text-fg-3" },
  {
    head: "Run",
    kind: "wide",
    cell: (run) => (
      <>
        <Link href={`/runs/${encodeURIComponent(run.id)}`} className="font-medium hover:underline">
          {run.title}
        </Link>
        <p className="text-12 sm:hidden">{stateOf(run)}</p>
        {run.summary !== null && <p className="max-w-[72ch] text-pretty text-12 text-fg-2">{run.summary}</p>}
      </>
    ),
  },
  { ...group, from: "md" },
  { head: "State", from: "sm", cell: stateOf },
  { ...took, from: "sm" },
  {
    head: "Steps",
    kind: "figure",
    from: "sm",
    cell: ({ steps }) => `${steps.filter(({ state }) => state === "done").length} of ${steps.length}`,
    className: "text-fg-2",
  },
  { head: "By", from: "md", cell: ({ actor }) => actor, className: "text-fg-2" },
];
