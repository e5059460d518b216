import { MOST_LINES, styleOf } from "@/components/charts/palette";
import type { Plot, rowsOf } from "./plot";

/** What every line is at the place that is pointed at, and what was done there. */
export function PlotTip({ plot, rows, x }: { plot: Plot; rows: ReturnType<typeof rowsOf>; x: number }) {
  const row = rows.find((one) => one.x === x);
  const done = plot.discrete ? [] : (plot.marks ?? []).filter((mark) => mark.x >= x && mark.x < x + 1);
  if (row === undefined) return null;
  return (
    <div className="rounded-md border border-strong bg-surface px-2.5 py-1.5 text-12">
      <p className="text-fg-2">
        {plot.xName} {plot.formatX(x)}
      </p>
      <ul>
        {plot.lines.slice(0, MOST_LINES).map(({ name }, i) => (
          <li key={name} className="flex items-center gap-2">
            <svg width="16" height="6" aria-hidden="true">
              <path
                d="M0 3H16"
                stroke={styleOf(i).colour}
                strokeWidth={1.75}
                strokeDasharray={styleOf(i).dash}
              />
            </svg>
            <span className="flex-1">{name}</span>
            <span className="mono pl-3">{plot.formatY(row.values[i] ?? null)}</span>
          </li>
        ))}
      </ul>
      {done.map(({ text }) => (
        <p key={text} className="text-fg-3">
          {text}
        </p>
      ))}
    </div>
  );
}
