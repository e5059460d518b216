import { type Plot, rowsOf } from "./plot";

/** What a plot draws, as numbers. */
export function PlotTable({ plot }: { plot: Plot }) {
  return (
    <div className="relative max-h-[320px] overflow-auto text-12">
      <table aria-label={plot.title} className="w-full whitespace-nowrap text-right">
        <thead className="sticky top-0 bg-surface text-fg-3">
          <tr className="border-b">
            <th scope="col" className="py-1 pr-3 text-left font-normal">
              {plot.xName}
            </th>
            {plot.lines.map(({ name }) => (
              <th key={name} scope="col" className="px-2 py-1 font-normal">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rowsOf(plot).map(({ x, values }) => (
            <tr key={x} className="border-b last:border-b-0">
              <th scope="row" className="py-0.5 pr-3 text-left font-normal text-fg-2">
                {plot.formatX(x)}
              </th>
              {plot.lines.map(({ name }, i) => (
                <td key={name} className="mono px-2 py-0.5">
                  {plot.formatY(values[i] ?? null)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
