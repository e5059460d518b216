"use client";
import { useCallback } from "react";
import { useGroup } from "@/components/live/store";
import { useShortcuts } from "@/components/shell/shortcuts";
import { useViewParam } from "@/components/shell/url-state";
import { isLarge } from "./stacks";

export type View = "graph" | "table";

/** Graph or table: as the URL says, else the table for a group of 100 or more. `v` switches. */
export function useView(groupId: string): [View, (view: View) => void] {
  const [asked, ask] = useViewParam();
  const large = useGroup(groupId, isLarge);
  const view = asked ?? (large ? "table" : "graph");
  const set = useCallback((next: View) => void ask(next), [ask]);
  useShortcuts([
    {
      keys: "v",
      label: "Switch between graph and table",
      run: () => set(view === "graph" ? "table" : "graph"),
    },
  ]);
  return [view, set];
}
