import type { Lineage } from "@/lib/contract";

type Branch = Lineage["branches"][number];

/** One history as a line of the drawing, between columns: 0 is where all that is known begins, the last one is now. */
export interface LineageRow {
  readonly branch: Branch;
  /** The row of the history it branched off; null: none is known. */
  readonly parentRow: number | null;
  readonly fromColumn: number;
  /** Its members stand at the last column; a history without members ends where the last one branched off. */
  readonly toColumn: number;
  /** From here on it holds what the primary never had; null: nowhere. */
  readonly ownFromColumn: number | null;
}

export interface LineageDrawing {
  readonly rows: readonly LineageRow[];
  /** How many columns there are, at least 2. */
  readonly columns: number;
  /** The first offset after each fork, by column, from column 1 on. */
  readonly forks: readonly number[];
}

/**
 * Lays out histories that have nothing in common as drawings of their own: their offsets cannot be compared. Forks stand in
 * the order of their offsets and evenly: most are near the end of billions of bytes. So a drawing changes with a promotion,
 * not with each write.
 */
export function drawingsOf({ branches }: Lineage): LineageDrawing[] {
  const byId = new Map(branches.map((branch) => [branch.replid, branch]));
  const rootOf = (branch: Branch): Branch => {
    const parent = byId.get(branch.parent ?? "");
    return parent === undefined ? branch : rootOf(parent);
  };
  const above = primaryTrail(byId, branches);
  const families = new Map<Branch, Branch[]>();
  for (const branch of branches) {
    const root = rootOf(branch);
    families.set(root, [...(families.get(root) ?? []), branch]);
  }
  return [...families.values()].map((family) => drawingOf(family, above));
}

/** The primary's history and those it comes from; of each the fork at which its way leaves it, null for its own. */
function primaryTrail(
  byId: ReadonlyMap<string, Branch>,
  branches: readonly Branch[],
): ReadonlyMap<string, number | null> {
  const above = new Map<string, number | null>();
  let leaves: number | null = null;
  for (
    let at = branches.find(({ ofPrimary }) => ofPrimary);
    at !== undefined;
    at = byId.get(at.parent ?? "")
  ) {
    above.set(at.replid, leaves);
    leaves = at.from;
  }
  return above;
}

function drawingOf(family: readonly Branch[], above: ReadonlyMap<string, number | null>): LineageDrawing {
  const forks = [...new Set(family.flatMap(({ from }) => from ?? []))].sort((a, b) => a - b);
  const columns = forks.length + 2;
  const columnOf = (fork: number | null): number => (fork === null ? 0 : forks.indexOf(fork) + 1);
  const hasPrimary = family.some(({ ofPrimary }) => ofPrimary);
  const rows = family.map((branch): LineageRow => {
    const children = family.filter(({ parent }) => parent === branch.replid);
    const fromColumn = columnOf(branch.from);
    const toColumn =
      branch.members.length > 0
        ? columns - 1
        : Math.max(fromColumn, ...children.map(({ from }) => columnOf(from)));
    const leaves = above.get(branch.replid);
    // On the primary's way: its own after the fork at which that way leaves it. Off it: all of it.
    const own = branch.ofPrimary || !hasPrimary ? null : leaves === undefined ? fromColumn : columnOf(leaves);
    const parentRow = family.findIndex(({ replid }) => replid === branch.parent);
    return {
      branch,
      parentRow: parentRow === -1 ? null : parentRow,
      fromColumn,
      toColumn,
      ownFromColumn: own !== null && own < toColumn ? own : null,
    };
  });
  return { rows, columns, forks };
}
