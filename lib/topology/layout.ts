import { arrange, type Forest } from "./layout-forest";
import { columns, type End, endsOf, routeBack, routesFrom, type Seat } from "./layout-routes";
import { CARD, type Layout, type LayoutNode, type Point } from "./layout-types";

export type { Layout, LayoutNode, Point, Route } from "./layout-types";
export { CARD } from "./layout-types";

/** Few cards stand at ease; more stand closer; a fan keeps room for the two lines that run above each row. */
const ROW_PX = { ease: 138, close: 116, fan: 128 } as const;
const FAN_FROM = 13;
const FAN_COLUMNS = 3;

/**
 * Places a forest from left to right, upstreams before their replicas, and finds each link a way of its own:
 * siblings leave their upstream side by side and turn in lanes of which the farthest replica has the nearest,
 * so that no two lines cross and none runs over a card. Depends on ids, names and upstreams alone: the same
 * shape always gives the same coordinates. Of a ring, the first name stands left and one link leads back.
 */
export function layoutTree(nodes: readonly LayoutNode[]): Layout {
  const { children, roots, backward } = arrange(nodes);
  const leaves = nodes.filter((node) => (children.get(node.id) ?? []).length === 0).length;
  const seats = seat(roots, children, leaves <= 4 ? ROW_PX.ease : ROW_PX.close);
  const ends = new Map<string, readonly End[]>();
  for (const [id, list] of children) {
    const at = seats.get(id);
    if (at) ends.set(id, endsOf(at, list, seats));
  }
  const columnsX = columns(seats, ends);
  const places = new Map<string, Point>();
  for (const [id, at] of seats) places.set(id, { x: columnsX[at.column] ?? 0, y: at.top });
  const corners = [...places.values()];
  const widthPx = Math.max(0, ...corners.map((at) => at.x + CARD.widthPx));
  const bottom = Math.max(0, ...corners.map((at) => at.y + CARD.heightPx));
  const routes = [...ends].flatMap(([upstream, list]) => routesFrom(upstream, list, places));
  for (const link of backward) {
    const from = places.get(link.upstream);
    const to = places.get(link.replica);
    if (from && to) routes.push(routeBack(link, from, to, bottom));
  }
  return { places, routes, widthPx, heightPx: backward.length > 0 ? bottom + 28 : bottom };
}

function seat(roots: readonly LayoutNode[], children: Forest["children"], rowPx: number): Map<string, Seat> {
  const seats = new Map<string, Seat>();
  let top = 0;
  const place = (node: LayoutNode, column: number): void => {
    const list = children.get(node.id) ?? [];
    const fan = fanOf(list, children);
    for (const child of list) if (!fan.includes(child)) place(child, column + 1);
    fan.forEach((child, i) => {
      seats.set(child.id, { column: column + 1 + (i % FAN_COLUMNS), top, fan: i % FAN_COLUMNS });
      if (i % FAN_COLUMNS === FAN_COLUMNS - 1 || i === fan.length - 1) top += ROW_PX.fan;
    });
    if (list.length === 0) {
      seats.set(node.id, { column, top, fan: 0 });
      top += rowPx;
      return;
    }
    const tops = list.map((child) => seats.get(child.id)?.top ?? 0);
    seats.set(node.id, { column, top: Math.round((Math.min(...tops) + Math.max(...tops)) / 2), fan: 0 });
  };
  for (const root of roots) place(root, 0);
  return seats;
}

/** Of more than twelve siblings, those without replicas of their own stand three to a row. */
function fanOf(list: readonly LayoutNode[], children: Forest["children"]): readonly LayoutNode[] {
  return list.length < FAN_FROM ? [] : list.filter((child) => !children.has(child.id));
}
