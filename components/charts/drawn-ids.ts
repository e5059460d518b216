import type { GroupSeries } from "@/components/live/store";

/**
 * Whose lines a long picture has: the replicas of the moment that is shown, and whoever was one meanwhile, which its
 * lag tells. In the order of the names.
 */
export function drawnIds(
  series: GroupSeries,
  replicas: readonly string[],
  nameOf: (id: string) => string,
): string[] {
  const lagged = Object.entries(series.byInstance).flatMap(([id, { lagBytes, lagSeconds }]) =>
    [lagBytes, lagSeconds].some((column) => column.some((value) => value !== null)) ? [id] : [],
  );
  return [...new Set([...replicas, ...lagged])].sort((a, b) =>
    nameOf(a).localeCompare(nameOf(b), "en", { numeric: true }),
  );
}
