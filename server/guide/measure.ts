import { setTimeout as delay } from "node:timers/promises";
import { formatSeconds } from "@/lib/format";
import type { SeenRate } from "@/lib/guide/observed";
import { midpointMs } from "@/lib/units";
import type { Fleet } from "@/server/ports";

interface Look {
  readonly replid: string;
  readonly offset: number;
  readonly atMs: number;
}

/**
 * How fast a group's primary is written to, by its offsets some time apart: exact for that time, and for no other.
 * Null: there is no one primary, it did not answer, or its history changed meanwhile.
 */
export async function measureRate(fleet: Fleet, group: string, forMs: number): Promise<SeenRate | null> {
  const before = await look(fleet, group);
  await delay(forMs);
  const after = await look(fleet, group);
  if (before === null || after === null || before.replid !== after.replid) return null;
  const seconds = (after.atMs - before.atMs) / 1000;
  const bytes = after.offset - before.offset;
  if (seconds <= 0 || bytes < 0) return null;
  const primary = fleet.group(group)?.primary ?? "its primary";
  return { bytesPerSecond: bytes / seconds, seen: `offsets of ${primary} over ${formatSeconds(seconds)}` };
}

async function look(fleet: Fleet, group: string): Promise<Look | null> {
  const { primary } = await fleet.refresh(group);
  const reading = primary === null ? null : fleet.members(group).get(primary)?.reading;
  if (reading?.state !== "reached") return null;
  const { replid, offset } = reading.view;
  return { replid, offset, atMs: midpointMs(reading.at) };
}
