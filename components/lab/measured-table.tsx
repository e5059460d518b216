import { Fragment } from "react";
import { PanelHead } from "@/components/ui/panel-head";
import type { LabResult } from "@/lib/contract";
import type { Metric } from "./figure";
import { metricsOf } from "./metric";

/** All figures of a result: a row for each thing that was measured, a column for each figure. */
export function MeasuredTable({ result }: { result: LabResult }) {
  const tables = tablesOf(metricsOf(result));
  if (tables.length === 0) return null;
  return (
    <section aria-label="Measured" className="border-b bg-surface">
      <PanelHead title="Measured" />
      <div className="relative overflow-x-auto">
        <table className="w-full whitespace-nowrap text-right">
          {tables.map(({ labels, rows }) => (
            <Fragment key={labels.join()}>
              <thead>
                <tr className="h-8 border-b text-12 text-fg-3">
                  <td />
                  {labels.map((label) => (
                    <th key={label} scope="col" className="px-2 font-normal last:pr-5">
                      {label}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map(({ of, metrics }) => (
                  <tr key={of} className="h-9 border-b last:border-b-0">
                    <th scope="row" className="px-5 text-left font-medium max-sm:px-4">
                      {of}
                    </th>
                    {metrics.map((metric) => (
                      <td key={metric.key} className="mono live-value px-2 last:pr-5">
                        {shown(metric)}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </Fragment>
          ))}
        </table>
      </div>
    </section>
  );
}

export const shown = (metric: Metric): string =>
  metric.is === "word" ? metric.value : metric.format(metric.value);

interface Measured {
  readonly labels: readonly string[];
  readonly rows: { readonly of: string; readonly metrics: Metric[] }[];
}

/** Neighbours with the same figures share a head. */
function tablesOf(metrics: readonly Metric[]): Measured[] {
  const byWhat = Map.groupBy(metrics, ({ of }) => of);
  const tables: Measured[] = [];
  for (const [of, own] of byWhat) {
    const labels = own.map(({ label }) => label);
    const last = tables.at(-1);
    if (last !== undefined && last.labels.join() === labels.join()) last.rows.push({ of, metrics: own });
    else tables.push({ labels, rows: [{ of, metrics: own }] });
  }
  return tables;
}
