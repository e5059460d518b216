import { parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";

/** What of the view lives in the URL, so that a link shows what its sender saw. Defaults are left out of it. */
/** Null: the page decides, by the size of the group. */
const viewParser = parseAsStringLiteral(["graph", "table", "lineage"]);
const scaleParser = parseAsStringLiteral(["symlog", "linear"]).withDefault("symlog");
/** The selected instance's id. */
const selectionParser = parseAsString;
/** The filter of a list. */
const filterParser = parseAsString.withDefault("");

export const useViewParam = () => useQueryState("view", viewParser);
export const useScaleParam = () => useQueryState("y", scaleParser);
export const useSelectionParam = () => useQueryState("sel", selectionParser);
export const useFilterParam = () => useQueryState("q", filterParser);
