import type { Offset } from "@/lib/units";
import { comparable, type Lineage } from "./lineage";

type Place = Pick<Lineage, "replid" | "previousReplid" | "previousReplidUntil">;

/**
 * Whether all that `held` says of its history holds for `one` too: both count in one history, or `one` stopped in the
 * history before, ahead of the switch. Then their offsets compare, and whoever has the greater one holds all of the other.
 */
export function shares(held: Place, one: { readonly replid: string; readonly offset: Offset }): boolean {
  const relation = comparable({ ...held, offset: one.offset }, one);
  return relation === "same" || relation === "prefix";
}
