import type { Forest } from "./layout-forest";
import { CARD, type LayoutNode, type Point, type Route } from "./layout-types";

const GAP_PX = 112;
const LANE_PX = 7;
const FIRST_LANE_PX = 10;
const PORT_PX = 14;
/** Ports keep this far from the card's corners. */
const PORT_MARGIN_PX = 8;
/** The chip's middle is this far before the replica, so that an arrow head stays free. */
const CHIP_PX = 53;
/** How far above a fan's row the lines to its second and third card run. */
const FAN_LINE_PX = [0, 10, 18] as const;

/** Where a node sits before the columns have their places. */
export interface Seat {
  readonly column: number;
  readonly top: number;
  /** Place in a row of a fan; 0 for everything else. */
  readonly fan: number;
}

/** How one link leaves its upstream and where it arrives, before the columns have their places. */
export interface End {
  readonly id: string;
  readonly seat: Seat;
  readonly portY: number;
  /** Where it runs level toward the replica: its middle, or a line above its row in a fan. */
  readonly levelY: number;
  /** 0 is nearest the upstream. */
  readonly lane: number;
}

/** The links below one upstream, in the order of their ports. */
export function endsOf(upstream: Seat, list: readonly LayoutNode[], seats: ReadonlyMap<string, Seat>): End[] {
  const half = CARD.heightPx / 2;
  const arrivals = list
    .flatMap(({ id }) => {
      const at = seats.get(id);
      return at
        ? [{ id, seat: at, levelY: at.fan === 0 ? at.top + half : at.top - (FAN_LINE_PX[at.fan] ?? 0) }]
        : [];
    })
    .sort((a, b) => a.levelY - b.levelY);
  const last = arrivals.length - 1;
  const step = last < 1 ? 0 : Math.min(PORT_PX, (CARD.heightPx - 2 * PORT_MARGIN_PX) / last);
  return arrivals.map((arrival, i) => {
    const portY = upstream.top + half + (i - last / 2) * step;
    return { ...arrival, portY, lane: arrival.levelY < portY ? i : arrival.levelY > portY ? last - i : 0 };
  });
}

/** Left edges of the columns: a gap grows where many siblings need lanes. */
export function columns(
  seats: ReadonlyMap<string, Seat>,
  ends: ReadonlyMap<string, readonly End[]>,
): number[] {
  const lanes = new Map<number, number>();
  for (const [id, list] of ends) {
    const column = seats.get(id)?.column ?? 0;
    lanes.set(column, Math.max(lanes.get(column) ?? 0, ...list.map((end) => end.lane)));
  }
  const count = Math.max(0, ...[...seats.values()].map((at) => at.column)) + 1;
  const left = [0];
  for (let c = 1; c < count; c += 1)
    left.push((left[c - 1] ?? 0) + CARD.widthPx + GAP_PX + (lanes.get(c - 1) ?? 0) * LANE_PX);
  return left;
}

/** The ways of the links below one upstream. */
export function routesFrom(
  upstream: string,
  ends: readonly End[],
  places: ReadonlyMap<string, Point>,
): Route[] {
  const right = (places.get(upstream)?.x ?? 0) + CARD.widthPx;
  return ends.flatMap(({ id, seat: { fan }, portY, levelY, lane }) => {
    const at = places.get(id);
    if (!at) return [];
    const middle = at.y + CARD.heightPx / 2;
    const turn = right + FIRST_LANE_PX + lane * LANE_PX;
    const corners: Point[] = [{ x: right, y: portY }];
    if (levelY !== portY) corners.push({ x: turn, y: portY }, { x: turn, y: levelY });
    if (fan > 0) {
      const drop = at.x - GAP_PX + FIRST_LANE_PX;
      corners.push({ x: drop, y: levelY }, { x: drop, y: middle });
    }
    corners.push({ x: at.x, y: middle });
    return [{ replica: id, upstream, corners, chip: { x: at.x - CHIP_PX, y: middle } }];
  });
}

/** Below everything, from under the upstream to the left of the replica. */
export function routeBack(link: Forest["backward"][number], from: Point, to: Point, bottom: number): Route {
  const floor = bottom + 20;
  const start = { x: from.x + CARD.widthPx / 2, y: from.y + CARD.heightPx };
  const left = to.x - 16;
  const end = { x: to.x, y: to.y + CARD.heightPx / 2 };
  return {
    ...link,
    corners: [start, { x: start.x, y: floor }, { x: left, y: floor }, { x: left, y: end.y }, end],
    chip: { x: (start.x + left) / 2, y: floor },
  };
}
