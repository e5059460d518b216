import type { Guide } from "./rows";

/** The room one level takes in a row. */
export const GUIDE = { widthPx: 22, heightPx: 32 } as const;

/** An SVG path of the lines left of a row's name. */
export function guidePath(guides: readonly Guide[]): string {
  const middle = GUIDE.heightPx / 2;
  return guides
    .map((guide, level) => {
      const x = level * GUIDE.widthPx + 7.5;
      const branch = `M${x} ${middle}H${x + 12}`;
      if (guide === "pass") return `M${x} 0V${GUIDE.heightPx}`;
      if (guide === "tee") return `M${x} 0V${GUIDE.heightPx}${branch}`;
      return guide === "end" ? `M${x} 0V${middle}${branch}` : "";
    })
    .join("");
}
