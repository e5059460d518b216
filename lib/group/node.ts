import type { ListedReplica, ReplicationView } from "@/lib/info/view";
import type { Interval } from "@/lib/units";
import type { InstanceId, Member } from "./member";

/** One member in its place. */
export interface Node {
  readonly id: InstanceId;
  readonly member: Member;
  /** The newest reading, if it reached the instance: only this tells what is true now. */
  readonly live: { readonly at: Interval; readonly view: ReplicationView } | null;
  /** What it was when it last answered; null: it never has. */
  readonly known: ReplicationView | null;
  /** Whom it follows, of those we watch. */
  readonly upstream: InstanceId | null;
  /** Its upstream's line for it; null: the upstream lists none, or cannot be asked. */
  readonly listed: ListedReplica | null;
}

/** The members joined by their links. */
export interface Graph {
  readonly nodes: ReadonlyMap<InstanceId, Node>;
  /** Direct replicas, by what the replicas themselves say; sorted. */
  readonly followers: ReadonlyMap<InstanceId, readonly InstanceId[]>;
  readonly roots: ReadonlyMap<InstanceId, InstanceId | null>;
  readonly rings: readonly (readonly InstanceId[])[];
  /** Members that answer and say they are a primary, detached ones left out; sorted. */
  readonly livePrimaries: readonly InstanceId[];
  readonly primary: InstanceId | null;
}

/** Plain code-unit order: the same on every machine, and quick. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
