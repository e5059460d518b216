/** One thing to place: an instance, a ghost for an upstream nobody watches, or a stack of siblings. */
export interface LayoutNode {
  readonly id: string;
  /** The node it hangs on; null, or one that is not placed: it stands at the left. */
  readonly upstream: string | null;
  /** Siblings stand in the order of their names. */
  readonly name: string;
}

/** Pixels, y downward. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The way of one link: corners from the upstream's edge to the replica's, and the middle of its chip. */
export interface Route {
  readonly replica: string;
  readonly upstream: string;
  readonly corners: readonly Point[];
  readonly chip: Point;
}

export interface Layout {
  /** Top left corners. */
  readonly places: ReadonlyMap<string, Point>;
  readonly routes: readonly Route[];
  readonly widthPx: number;
  readonly heightPx: number;
}

export const CARD = { widthPx: 208, heightPx: 92 } as const;
