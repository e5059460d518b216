import type { ReplicationView } from "@/lib/info/view";
import { toOffset } from "@/lib/units";
import type { Seen } from "./sighting";

/** A replid of one letter. */
export const replid = (letter: string): string => letter.repeat(40);

/** A sighting with everything but what a test is about left plain. */
export function seen(more: {
  readonly role?: "primary" | "replica";
  readonly replid: string;
  readonly previous?: readonly [replid: string, until: number];
  readonly offset?: number;
  readonly runId?: string;
  readonly sentMs?: number;
  readonly linkUp?: boolean;
}): Seen {
  const { role = "replica", previous, offset = 100, runId = "run", sentMs = 0, linkUp = true } = more;
  const following: ReplicationView["following"] = {
    upstream: { host: "h", port: 1 },
    linkUp,
    downSeconds: null,
    lastIoSeconds: null,
    sync: null,
    readOnly: true,
    priority: 100,
    announced: true,
  };
  return {
    state: "seen",
    sentMs,
    receivedMs: sentMs + 1,
    runId,
    view: {
      role,
      replid: more.replid,
      previousReplid: previous?.[0] ?? null,
      previousReplidUntil: previous === undefined ? null : toOffset(previous[1]),
      offset: toOffset(offset),
      backlog: { active: true, sizeBytes: 1, firstOffset: toOffset(1), historyBytes: 1 },
      failover: "none",
      listed: [],
      following: role === "primary" ? null : following,
    },
  };
}
