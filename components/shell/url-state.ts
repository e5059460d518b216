import { parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";

/** What of the view lives in the URL, so that a link shows what its sender saw. Defaults are left out of it. */
/** Null: the page decides, by the size of the group. */
const viewParser = parseAsStringLiteral(["graph", "table", "lineage"]);
const rangeParser = parseAsStringLiteral(["5m", "15m"]).withDefault("15m");
const scaleParser = parseAsStringLiteral(["symlog", "linear"]).withDefault("symlog");
/** The selected instance's id. */
const selectionParser = parseAsString;
/** The filter of a list. */
const filterParser = parseAsString.withDefault("");

export const useViewParam = () => useQueryState("view", viewParser);
export const useRangeParam = () => useQueryState("range", rangeParser);
export const useScaleParam = () => useQueryState("y", scaleParser);
export const useSelectionParam = () => useQueryState("sel", selectionParser);
export const useFilterParam = () => useQueryState("q", filterParser);

export type Range = "5m" | "15m";

/** Length of a range in milliseconds. */
export const rangeMs: Record<Range, number> = { "5m": 5 * 60_000, "15m": 15 * 60_000 };
