"use client";
import { useSelectionParam } from "@/components/shell/url-state";
import { lazyPart } from "@/components/ui/lazy-part";
import { Segmented } from "@/components/ui/segmented";
import { FilterField } from "./filter-field";
import { useFolding } from "./folding";
import { StackSwitch } from "./stack-switch";
import { StateCounts } from "./state-counts";
import { TopologyTable } from "./table";
import { TableHints } from "./table-hints";
import { TopologyTree } from "./tree";
import { useInstanceShortcuts } from "./use-instance-shortcuts";
import { useNarrow } from "./use-narrow";
import type { View } from "./use-view";

// Its tools stand also without it: they lead to the table, which has the same figures.
const GraphStage = lazyPart(
  "The graph",
  () => import("./graph-stage").then((module) => module.GraphStage),
  ({ tools, children }) => (
    <>
      <div className="flex h-10 items-center gap-2 pr-3.5 pl-5">{tools}</div>
      <div className="grid min-h-[340px] items-center">{children}</div>
    </>
  ),
);

const LineageView = lazyPart("The lineage", () =>
  import("@/components/lineage/lineage-view").then((module) => module.LineageView),
);

/**
 * Who follows whom: as a graph, as a table with the same figures, or as an upright tree where the page is narrow. Or whose
 * data comes from whom: the histories.
 */
export function TopologyPanel({
  groupId,
  groupName,
  large,
  view,
  onView,
}: {
  groupId: string;
  groupName: string;
  large: boolean;
  view: View;
  onView: (view: View) => void;
}) {
  const folding = useFolding();
  const narrow = useNarrow();
  const [selected] = useSelectionParam();
  useInstanceShortcuts(groupId, selected);
  const graphWord = narrow ? "Tree" : large ? "Graph of problems" : "Graph";
  const tools = (
    <>
      <Segmented
        label="Topology as"
        value={view}
        onChange={onView}
        options={[
          { value: "graph", label: graphWord },
          { value: "table", label: "Table" },
          { value: "lineage", label: "Lineage" },
        ]}
      />
      {view !== "lineage" && <StackSwitch groupId={groupId} folding={folding} />}
    </>
  );
  return (
    <section aria-label="Topology" className="border-b bg-bg">
      {view === "graph" && !narrow && (
        <GraphStage groupId={groupId} groupName={groupName} folding={folding} tools={tools} />
      )}
      {(view !== "graph" || narrow) && (
        <div className="gutter flex min-h-12 flex-wrap items-center gap-x-3 gap-y-2 py-2">
          {tools}
          {view === "table" && <FilterField />}
          <span className="flex-1" />
          {view === "table" && <StateCounts groupId={groupId} />}
        </div>
      )}
      {view === "graph" && narrow && <TopologyTree groupId={groupId} folding={folding} />}
      {view === "lineage" && <LineageView groupId={groupId} />}
      {view === "table" && (
        <>
          <TopologyTable groupId={groupId} groupName={groupName} folding={folding} />
          {!narrow && <TableHints />}
        </>
      )}
    </section>
  );
}
