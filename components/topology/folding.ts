"use client";
import { useCallback, useMemo, useState } from "react";
import type { Row } from "./rows";

/** What is folded and unfolded, shared by the graph and the table. It outlives every tick and every change of shape. */
export interface FoldingState {
  readonly folded: ReadonlySet<string>;
  /** Upstreams whose healthy replicas are shown one by one. */
  readonly expanded: ReadonlySet<string>;
  readonly setOpen: (row: Row, open: boolean) => void;
  readonly openStack: (upstream: string) => void;
  /** Unfolds the stacks of these upstreams and everything that is folded. */
  readonly openAll: (upstreams: readonly string[]) => void;
  readonly closeStacks: () => void;
}

const changed = (set: ReadonlySet<string>, id: string, present: boolean): ReadonlySet<string> => {
  const next = new Set(set);
  if (present) next.add(id);
  else next.delete(id);
  return next;
};

export function useFolding(): FoldingState {
  const [folded, setFolded] = useState<ReadonlySet<string>>(() => new Set());
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(() => new Set());
  const setOpen = useCallback((row: Row, open: boolean) => {
    if (row.kind !== "stack") setFolded((set) => changed(set, row.id, !open));
    else if (row.parent !== null) {
      const upstream = row.parent;
      setExpanded((set) => changed(set, upstream, open));
    }
  }, []);
  const openStack = useCallback((upstream: string) => setExpanded((set) => changed(set, upstream, true)), []);
  const openAll = useCallback((upstreams: readonly string[]) => {
    setFolded(new Set());
    setExpanded(new Set(upstreams));
  }, []);
  const closeStacks = useCallback(() => setExpanded(new Set()), []);
  return useMemo(
    () => ({ folded, expanded, setOpen, openStack, openAll, closeStacks }),
    [folded, expanded, setOpen, openStack, openAll, closeStacks],
  );
}
