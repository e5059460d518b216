import type { ReplicationView } from "@/lib/info/view";

/**
 * What one look at a member gave. Times are of the router's monotonic clock, in milliseconds.
 * - `gone`: nothing listens there, so no process of that address serves anybody.
 * - `silent`: whatever else went wrong; it may well serve others.
 */
export type Sighting =
  | {
      readonly state: "seen";
      /** Before the look was sent, and after its whole reply had come. */
      readonly sentMs: number;
      readonly receivedMs: number;
      /** Of the process that answered (INFO server). */
      readonly runId: string;
      readonly view: ReplicationView;
    }
  | { readonly state: "gone"; readonly sentMs: number; readonly detail: string }
  | { readonly state: "silent"; readonly sentMs: number; readonly detail: string };

export type Seen = Extract<Sighting, { state: "seen" }>;

/** The newest sighting of each member, by its id (`host:port` as it is dialled). */
export type Sightings = ReadonlyMap<string, Sighting>;
