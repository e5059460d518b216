import type { WatchedPrimary } from "@/lib/info/sentinel";
import type { Address } from "@/lib/info/view";

/** What tells which of the primaries a Sentinel watches is a group's. */
export interface Marks {
  /** The name heard from a Sentinel on the group's own instances; null: none was. */
  readonly heard: string | null;
  /** The group's own name. */
  readonly groupName: string;
  readonly isMember: (address: Address) => boolean;
  readonly runIds: ReadonlySet<string>;
}

/**
 * The primary that is the group's: by the name heard on its instances, else by an address or a run id of its instances,
 * else by the group's own name, else the only one there is. Null: none of these.
 */
export function chooseWatched(watched: readonly WatchedPrimary[], marks: Marks): WatchedPrimary | null {
  const by = (holds: (one: WatchedPrimary) => boolean): WatchedPrimary | undefined => watched.find(holds);
  const [only, second] = watched;
  return (
    by(({ name }) => name === marks.heard) ??
    by(({ address }) => marks.isMember(address)) ??
    by(({ runId }) => runId !== null && marks.runIds.has(runId)) ??
    by(({ name }) => name === marks.groupName) ??
    (second === undefined ? (only ?? null) : null)
  );
}
