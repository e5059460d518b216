import { CARD, type Point } from "@/lib/topology/layout";
import type { Shape } from "./shape";

/** A link that was, between two instances that still have cards. */
export interface FormerLink {
  readonly replica: string;
  readonly upstream: string;
}

/** How long a link that was stays in sight, so that whoever looked away sees what it was. Milliseconds. */
export const FORMER_MS = 10_000;

/** Links of `before` that `now` no longer has. Stacks have none: opening one moves nobody. */
export function formerLinks(before: Shape, now: Shape): FormerLink[] {
  const upstreams = new Map(
    now.nodes.flatMap(({ kind, id, upstream }) => (kind === "stack" ? [] : [[id, upstream] as const])),
  );
  return before.nodes.flatMap(({ kind, id, upstream }) =>
    kind === "instance" &&
    upstream !== null &&
    upstreams.has(upstream) &&
    differs(upstreams.get(id), upstream)
      ? [{ replica: id, upstream }]
      : [],
  );
}

/** Whether an instance that still has a card hangs elsewhere now. */
const differs = (now: string | null | undefined, before: string): boolean =>
  now !== undefined && now !== before;

/** Beside the middle, where the line of the present link is. */
const ASIDE_PX = 14;
const BOW_PX = 56;

/** The way of a link that was, between cards at `from` and `to`: from the sides that face each other, or left round. */
export function formerPath(from: Point, to: Point): string {
  const y1 = from.y + CARD.heightPx / 2 + ASIDE_PX;
  const y2 = to.y + CARD.heightPx / 2 + ASIDE_PX;
  const rightward = from.x + CARD.widthPx <= to.x;
  const leftward = to.x + CARD.widthPx <= from.x;
  const x1 = rightward ? from.x + CARD.widthPx : from.x;
  const x2 = leftward ? to.x + CARD.widthPx : to.x;
  const bow1 = rightward ? BOW_PX : -BOW_PX;
  const bow2 = leftward ? BOW_PX : -BOW_PX;
  return `M${x1} ${y1}C${x1 + bow1} ${y1},${x2 + bow2} ${y2},${x2} ${y2}`;
}
