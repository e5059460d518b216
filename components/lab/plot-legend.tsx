import { styleOf } from "@/components/charts/palette";
import type { PlotLine } from "./plot";

/** Which line is which: by colour and by dash. */
export const PlotLegend = ({ lines }: { lines: readonly PlotLine[] }) => (
  <ul className="flex flex-wrap gap-x-4 pb-1 text-12">
    {lines.map(({ name }, index) => {
      const { colour, dash, widthPx } = styleOf(index);
      return (
        <li key={name} className="flex items-center gap-1.5">
          <svg width="26" height="8" aria-hidden="true" className="flex-none">
            <path d="M0 4H26" stroke={colour} strokeWidth={widthPx + 0.5} strokeDasharray={dash} />
          </svg>
          {name}
        </li>
      );
    })}
  </ul>
);
