"use client";
import { useCallback } from "react";
import { useGroup } from "@/components/live/store";
import { useShortcuts } from "@/components/shell/shortcuts";
import { useViewParam } from "@/components/shell/url-state";
import { isLarge } from "./stacks";

export type View = "graph" | "table" | "lineage";

const views: readonly View[] = ["graph", "table", "lineage"];

/** Graph, table or lineage: as the URL says, else the table for a group of 100 or more. `v` goes to the next one. */
export function useView(groupId: string): [View, (view: View) => void] {
  const [asked, ask] = useViewParam();
  const large = useGroup(groupId, isLarge);
  const view = asked ?? (large ? "table" : "graph");
  const set = useCallback((next: View) => void ask(next), [ask]);
  useShortcuts([
    {
      keys: "v",
      label: "Next view: graph, table, lineage",
      run: () => set(views[(views.indexOf(view) + 1) % views.length] ?? "graph"),
    },
  ]);
  return [view, set];
}
