import type { Event, Severity } from "@/lib/contract";

const words: readonly (readonly [Severity, string, string])[] = [
  ["critical", "critical", "critical"],
  ["warning", "warning", "warnings"],
];

/** How many there are, and how many of them are grave: `17 events`, `2 critical`. With `+` where older ones are not read yet. */
export function countWords(events: readonly Event[], complete: boolean): string[] {
  const more = complete ? "" : "+";
  const all = `${events.length}${more} ${events.length === 1 && complete ? "event" : "events"}`;
  const grave = words.flatMap(([severity, one, many]) => {
    const count = events.filter((event) => event.severity === severity).length;
    return count === 0 ? [] : [`${count}${more} ${count === 1 && complete ? one : many}`];
  });
  return [all, ...grave];
}
