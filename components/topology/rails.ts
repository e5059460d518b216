import type { Point } from "@/lib/topology/layout";
import type { Row } from "./rows";

/** Measures of the upright tree. */
export const TREE = { cardPx: 92, gapPx: 10, indentPx: 26 } as const;

const LANES_FROM_PX = 5;
const LANES_WIDTH_PX = 14;
const LANE_PX = 7;

/** The line that leads down to one row of the upright tree. */
export interface Rail {
  readonly id: string;
  readonly corners: readonly Point[];
}

export const indentOf = (row: Row): number => row.guides.length * TREE.indentPx;
export const topOf = (index: number): number => index * (TREE.cardPx + TREE.gapPx);

/**
 * Lines from each upstream's lower edge to its replicas' left: siblings have lanes of their own,
 * the farthest the leftmost, so that none crosses another.
 */
export function railsOf(rows: readonly Row[]): Rail[] {
  return rows.flatMap((row, index) => {
    const upstream = rows.findIndex(({ id }) => id === row.parent);
    const above = rows[upstream];
    if (!above) return [];
    const step = row.siblings < 2 ? 0 : Math.min(LANE_PX, LANES_WIDTH_PX / (row.siblings - 1));
    const x = indentOf(above) + LANES_FROM_PX + LANES_WIDTH_PX - (row.place - 1) * step;
    const middle = topOf(index) + TREE.cardPx / 2;
    return [
      {
        id: row.id,
        corners: [
          { x, y: topOf(upstream) + TREE.cardPx },
          { x, y: middle },
          { x: indentOf(row), y: middle },
        ],
      },
    ];
  });
}
