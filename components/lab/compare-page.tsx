"use client";
import { useQueryState } from "nuqs";
import { useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";
import { liveStore } from "@/components/live/store";
import { useGroupNameOf } from "@/components/runs/use-group-options";
import { PageBar } from "@/components/shell/page-bar";
import { EmptyState } from "@/components/ui/empty-state";
import type { Experiment } from "@/lib/contract";
import { CompareFacts } from "./compare-facts";
import { CompareFigures } from "./compare-figures";
import { compareBlocked, idsIn } from "./compare-path";
import { overlaidPlots } from "./plots";
import { PlotsPanel } from "./plots-panel";
import { Reads } from "./reads";
import { kindWords } from "./words";

const parents = [{ href: "/lab", label: "Lab" }];

/** Several experiments of one kind side by side; the first is what the others are held against. */
export function ComparePage() {
  const [text] = useQueryState("ids");
  const nameOf = useGroupNameOf();
  const ids = idsIn(text ?? "");
  const found = useStore(
    liveStore,
    useShallow((s) => ids.flatMap((id) => s.experiments[id] ?? [])),
  );
  const missing = ids.filter((id) => !found.some((one) => one.id === id));
  const blocked = missing.length > 0 ? null : compareBlocked(found);
  const [first] = found;
  const named = found.map((one, i) => ({ name: letterOf(i), experiment: one }));
  return (
    <>
      <PageBar
        parents={parents}
        title="Compare"
        facts={first === undefined ? [] : [kindWords[first.settings.kind].noun, `${ids.length} experiments`]}
      />
      {ids.map((id) => (
        <Reads key={id} id={id} />
      ))}
      {blocked !== null ? (
        <EmptyState title="These cannot be compared">{blocked}</EmptyState>
      ) : (
        found.length > 0 && (
          <>
            <CompareFacts named={named} nameOf={nameOf} />
            <CompareFigures named={named} />
            <PlotsPanel plots={overlaidPlots(named.flatMap(withResult))} />
          </>
        )
      )}
    </>
  );
}

const withResult = ({ name, experiment: { result } }: { name: string; experiment: Experiment }) =>
  result === null ? [] : [{ name, result }];

/** `A`, `B`: short enough for a line's name. */
const letterOf = (i: number): string => String.fromCharCode(65 + i);
