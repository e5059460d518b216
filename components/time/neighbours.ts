import type { Event } from "@/lib/contract";
import { momentAfter } from "./moment-after";

/** Events after which the group is another one; runs, backups and faults show in what follows from them. */
const changes: readonly Event["type"][] = [
  "role-changed",
  "failover",
  "link-down",
  "link-up",
  "full-resync",
  "partial-resync",
  "instance-down",
  "instance-up",
  "instance-joined",
  "instance-left",
  "finding-opened",
  "finding-closed",
];

/** The moments after the nearest changes before and after a moment; null: none is known. Unix milliseconds. */
export function neighbours(
  events: readonly Event[],
  atMs: number,
): { readonly beforeMs: number | null; readonly afterMs: number | null } {
  let beforeMs: number | null = null;
  let afterMs: number | null = null;
  for (const { type, at } of events) {
    if (!changes.includes(type)) continue;
    const ms = momentAfter(Date.parse(at));
    if (ms < atMs && (beforeMs === null || ms > beforeMs)) beforeMs = ms;
    if (ms > atMs && (afterMs === null || ms < afterMs)) afterMs = ms;
  }
  return { beforeMs, afterMs };
}
