import type { InstanceId } from "./member";

/** An upstream's resync counters as last read, and how they stand to what was seen of its replicas. */
export interface SyncCount {
  readonly readAtMs: number;
  readonly full: number;
  readonly partial: number;
  /** Full copies seen begin but not yet counted (positive), or counted and told but not yet seen (negative). */
  fullAhead: number;
  /** Copies of Tidemark's own among those counted so far. */
  own: number;
}

/** What the telling of events remembers of one group. */
export interface EventMemory {
  /** When this group was first derived; null: never. */
  firstMs: number | null;
  primary: InstanceId | null;
  /** A change of primary that waits for what the Sentinels say of it. */
  failover: { readonly from: InstanceId; readonly to: InstanceId; readonly atMs: number } | null;
  /** Members told to be down. */
  readonly down: Set<InstanceId>;
  /** Whether each link was up when it was last known. */
  readonly linkUp: Map<InstanceId, boolean>;
  readonly copying: Set<InstanceId>;
  /** The history each member was last on, with its link up or as a primary. */
  readonly replids: Map<InstanceId, string>;
  readonly syncs: Map<InstanceId, SyncCount>;
  /** Replicas whose link came up since their upstream's counters were last read, by upstream. */
  readonly returned: Map<InstanceId, InstanceId[]>;
}

export const createEventMemory = (): EventMemory => ({
  firstMs: null,
  primary: null,
  failover: null,
  down: new Set(),
  linkUp: new Map(),
  copying: new Set(),
  replids: new Map(),
  syncs: new Map(),
  returned: new Map(),
});
