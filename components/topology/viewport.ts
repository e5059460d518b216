import type { Layout } from "@/lib/topology/layout";

export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export const ZOOM = { min: 0.2, max: 1.6 } as const;

/** What stays free around the cards: room for outlines, verdicts above cards and lines above a fan. */
const MARGIN_PX = { x: 20, y: 26 } as const;

/** The viewport that shows all of `layout` in a box of `width` by `height` pixels: at most life-size, from the left, centred upright. */
export function fitted(layout: Layout, width: number, height: number): Viewport {
  const wide = layout.widthPx + 2 * MARGIN_PX.x;
  const high = layout.heightPx + 2 * MARGIN_PX.y;
  const zoom = Math.max(ZOOM.min, Math.min(1, width / wide, height / high));
  return {
    x: MARGIN_PX.x * zoom,
    y: Math.max(MARGIN_PX.y * zoom, (height - layout.heightPx * zoom) / 2),
    zoom,
  };
}

/** The stage's height: what the layout needs at life size, within reason. */
export const stageHeight = (layout: Layout): number =>
  Math.round(Math.min(620, Math.max(300, layout.heightPx + 2 * MARGIN_PX.y)));
