import type { Derived } from "@/lib/group/derive";
import type { FleetView } from "@/lib/group/silence";
import type { FleetOptions } from "./config";
import type { GroupWatch } from "./group-watch";

/** What a group needs of the fleet it is in. */
export interface GroupHost {
  readonly options: Required<
    Pick<FleetOptions, "poll" | "thresholds" | "heartbeat" | "clock" | "log" | "openFindings" | "backups">
  >;
  /** The whole fleet, as it is now. */
  view(): FleetView;
  /** An instance answered. */
  answered(atMs: number): void;
  /** After every derivation. `forced`: what is not derived changed too, such as the run in progress. */
  derived(watch: GroupWatch, result: Derived, forced: boolean): void;
  /** A process of `watch` may be one that another group watches as well. */
  identified(watch: GroupWatch, runId: string): void;
}
