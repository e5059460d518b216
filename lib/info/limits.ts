import type { Interval } from "@/lib/units";
import { midpointMs } from "@/lib/units";
import { readCount, readOkErr } from "./number";
import type { Fields } from "./parse";
import type { ClockView, LimitsView } from "./view";

/**
 * What decides, beside settings, whether a primary takes writes. An error that never occurred has no line in INFO.
 * Source: server.c, genRedisInfoString; evict.c, getMaxmemoryState (what is not counted).
 */
export const readLimits = (fields: Fields): LimitsView => ({
  uncountedBytes: readCount(fields.get("mem_not_counted_for_evict")),
  evictionPolicy: fields.get("maxmemory_policy") ?? null,
  outOfMemoryErrors: readCount(/^count=(\d{1,15})$/.exec(fields.get("errorstat_OOM") ?? "")?.[1]),
  aofWriteOk: readOkErr(fields.get("aof_last_write_status")),
});

/**
 * The wall clock of the server that answered within `at`: it stamped the reply somewhere in between, as the command began
 * (call in server.c). Null where INFO has no such field, as on 6.0.
 */
export function readClock(fields: Fields, at: Interval): ClockView | null {
  const microseconds = readCount(fields.get("server_time_usec"));
  if (microseconds === null) return null;
  return { aheadMs: microseconds / 1000 - midpointMs(at), errorMs: (at.receivedMs - at.sentMs) / 2 };
}
