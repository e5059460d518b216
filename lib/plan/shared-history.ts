import type { Instance } from "@/lib/contract";
import { shares } from "@/lib/lag/shared";
import { toOffset } from "@/lib/units";

/**
 * Whether `instance` holds a part of what `primary` was last read with: only within one history do offsets say who holds more.
 * False where that is not known.
 */
export function inHistoryOf(primary: Instance | undefined, { replid, offset }: Instance): boolean {
  if (primary === undefined || primary.replid === null || replid === null || offset === null) return false;
  const until = primary.previousReplidUntil;
  const held = {
    replid: primary.replid,
    previousReplid: primary.previousReplid,
    previousReplidUntil: until === null ? null : toOffset(until),
  };
  return shares(held, { replid, offset: toOffset(offset) });
}
