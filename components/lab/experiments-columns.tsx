import Link from "next/link";
import { started, took } from "@/components/listing/columns";
import type { Column } from "@/components/listing/listing-table";
import { useGroupName } from "@/components/runs/use-group-options";
import { StateWordMark } from "@/components/ui/state-pill";
import type { Experiment } from "@/lib/contract";
import { headlineOf } from "./headline";
import { hrefOf } from "./use-experiments";
import { experimentWords, kindWords } from "./words";

const stateOf = ({ state }: Experiment) => (
  <StateWordMark state={experimentWords[state].shape}>{experimentWords[state].word}</StateWordMark>
);

/** An experiment in a list; it leads to its own page. The chosen ones can be compared. */
export const experimentColumns = (
  chosen: ReadonlySet<string>,
  choose: (id: string, on: boolean) => void,
): readonly Column<Experiment>[] => [
  {
    head: "Chosen for comparison",
    kind: "heard",
    cell: (one) => (
      <label className="grid size-6 place-items-center">
        <span className="sr-only">
          Compare {kindWords[one.settings.kind].noun} of {one.startedAt}
        </span>
        <input
          type="checkbox"
          checked={chosen.has(one.id)}
          onChange={(event) => choose(one.id, event.target.checked)}
          className="size-4 accent-(--accent)"
        />
      </label>
    ),
  },
  { ...started, className: "text-fg-3" },
  {
    head: "Experiment",
    kind: "wide",
    cell: (one) => (
      <>
        <Link href={hrefOf(one.id)} className="font-medium hover:underline">
          {kindWords[one.settings.kind].noun}
        </Link>
        {one.note !== "" && <span className="text-fg-2"> · {one.note}</span>}
        <p className="text-12 sm:hidden">{stateOf(one)}</p>
        <p className="max-w-[72ch] text-pretty text-12 text-fg-2">{one.error ?? headlineOf(one.result)}</p>
      </>
    ),
    sort: { name: "kind", of: ({ settings }) => settings.kind, rising: true },
  },
  { head: "Place", from: "md", cell: (one) => <Place experiment={one} /> },
  {
    head: "State",
    from: "sm",
    cell: stateOf,
    sort: { name: "state", of: ({ state }) => state, rising: true },
  },
  { ...took, from: "sm" },
  {
    head: "By",
    from: "md",
    cell: ({ actor }) => actor,
    className: "text-fg-2",
    sort: { name: "actor", of: ({ actor }) => actor, rising: true },
  },
];

function Place({ experiment: { where } }: { experiment: Experiment }) {
  const name = useGroupName(where.place === "group" ? where.group : "");
  return where.place === "throwaway" ? (
    <span className="text-fg-2">Throw-away</span>
  ) : (
    <Link href={`/g/${encodeURIComponent(where.group)}`} className="hover:underline">
      {name}
    </Link>
  );
}
