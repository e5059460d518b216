"use client";
import { parseAsString, useQueryState } from "nuqs";
import type { Filter } from "@/components/listing/use-filter";
import type { AuditEntry } from "@/lib/contract";

/** The actors that a list can be filtered by: those of its rows, and the chosen one. */
export function actorOptions(
  entries: readonly AuditEntry[],
  chosen: string | null,
): Filter<string>["options"] {
  const names = entries.flatMap(({ actor }) => (actor === null ? [] : [actor]));
  if (chosen !== null) names.push(chosen);
  return [...new Set(names)].sort().map((value) => ({ value, label: value }));
}

/** Who acted, as the URL has it, and how to choose another. */
export function useActor(): Pick<Filter<string>, "value" | "choose"> {
  const [value, setValue] = useQueryState("actor", parseAsString);
  return { value, choose: (next) => void setValue(next === "" ? null : next) };
}
