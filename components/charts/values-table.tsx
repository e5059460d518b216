"use client";
import { ChevronDown, ChevronUp } from "lucide-react";
import { useState } from "react";
import { formatClock } from "@/components/ui/time";
import { formatBytes, formatSeconds } from "@/lib/format";
import { type ChartMetric, type Frame, metrics } from "./frame";

const heads: Record<ChartMetric, string> = {
  lagBytes: "Bytes",
  lagSeconds: "Seconds",
  headroomSeconds: "Headroom",
};
const formats: Record<ChartMetric, (value: number | null) => string> = {
  lagBytes: formatBytes,
  lagSeconds: formatSeconds,
  headroomSeconds: formatSeconds,
};

/** The plotted values as a table, newest first until turned. A row without values is a stretch without data. */
export function ValuesTable({ frame, nameOf }: { frame: Frame; nameOf: (id: string) => string }) {
  const [newestFirst, setNewestFirst] = useState(true);
  const rising = frame.t.map((at, row) => ({ at, row }));
  const rows = newestFirst ? rising.reverse() : rising;
  const Arrow = newestFirst ? ChevronDown : ChevronUp;
  return (
    <div className="relative max-h-[520px] overflow-auto text-12">
      <table aria-label="Plotted values" className="w-full whitespace-nowrap text-right">
        <thead className="sticky top-0 bg-surface text-fg-3 [&_th]:px-3 [&_th]:py-1 [&_th]:font-normal">
          <tr>
            <th
              rowSpan={2}
              scope="col"
              aria-sort={newestFirst ? "descending" : "ascending"}
              className="text-left"
            >
              <button
                type="button"
                onClick={() => setNewestFirst(!newestFirst)}
                className="flex h-6 items-center gap-1 hover:text-fg"
              >
                Time
                <Arrow size={14} strokeWidth={1.5} aria-hidden="true" />
              </button>
            </th>
            {frame.picked.lines.map((id) => (
              <th key={id} colSpan={3} scope="colgroup" className="border-l text-center text-fg">
                {nameOf(id)}
              </th>
            ))}
          </tr>
          <tr className="border-b">
            {frame.picked.lines.flatMap((id) =>
              metrics.map((metric) => (
                <th
                  key={`${id} ${metric}`}
                  scope="col"
                  className={metric === "lagBytes" ? "border-l" : undefined}
                >
                  {heads[metric]}
                </th>
              )),
            )}
          </tr>
        </thead>
        <tbody className="[&_td]:px-3 [&_td]:py-0.5">
          {rows.map(({ at, row }) => (
            <tr key={at} className="border-b last:border-b-0">
              <th scope="row" className="px-3 text-left font-normal text-fg-2">
                {formatClock(at, frame.toMs)}
              </th>
              {frame.picked.lines.flatMap((id) =>
                metrics.map((metric) => (
                  <td key={`${id} ${metric}`} className={metric === "lagBytes" ? "mono border-l" : "mono"}>
                    {formats[metric](frame.values[metric][id]?.[row] ?? null)}
                  </td>
                )),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
