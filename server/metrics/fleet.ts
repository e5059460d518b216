import type { Fleet } from "@/server/ports";

/** The fleet as the metrics see it: they only look. */
export type WatchedFleet = Pick<Fleet, "groups" | "members" | "listen">;
