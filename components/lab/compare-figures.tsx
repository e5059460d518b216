import { Fragment } from "react";
import { PanelHead } from "@/components/ui/panel-head";
import { comparedFigures, differenceOf } from "./compare";
import { ExperimentHeads, type NamedExperiment } from "./compare-facts";
import type { Metric } from "./figure";
import { times } from "./headline";
import { shown } from "./measured-table";

/** Every figure of each, and how it differs from the first: by how much, and how many times it is. */
export function CompareFigures({ named }: { named: readonly NamedExperiment[] }) {
  const figures = comparedFigures(named.map(({ experiment }) => experiment));
  return (
    <section aria-label="Figures compared" className="border-b bg-surface">
      <PanelHead title="Figures" note="below each: how it differs from A" />
      <div className="relative overflow-x-auto">
        <table className="w-full whitespace-nowrap text-right">
          <thead>
            <tr className="border-b">
              <td />
              <ExperimentHeads named={named} />
            </tr>
          </thead>
          <tbody>
            {[...Map.groupBy(figures, ({ of }) => of)].map(([of, own]) => (
              <Fragment key={of}>
                <tr className="border-b bg-bg">
                  <th
                    scope="rowgroup"
                    colSpan={named.length + 1}
                    className="px-5 py-1.5 text-left font-medium text-12 text-fg-2 max-sm:px-4"
                  >
                    {of}
                  </th>
                </tr>
                {own.map(({ key, label, values }) => (
                  <tr key={key} className="border-b align-top">
                    <th scope="row" className="px-5 py-1.5 text-left font-normal max-sm:px-4">
                      {label}
                    </th>
                    {named.map(({ experiment: { id } }, i) => (
                      <td key={id} className="mono px-3 py-1.5 last:pr-5">
                        {cell(values[i] ?? null)}
                        {i > 0 && <Differs first={values[0] ?? null} other={values[i] ?? null} />}
                      </td>
                    ))}
                  </tr>
                ))}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const cell = (metric: Metric | null): string => (metric === null ? "—" : shown(metric));

function Differs({ first, other }: { first: Metric | null; other: Metric | null }) {
  const difference = differenceOf(first, other);
  if (difference === null || other?.is !== "number") return null;
  const { by, ratio } = difference;
  const sign = by < 0 ? "−" : "+";
  return (
    <span className="block text-fg-3">
      {by === 0 ? "the same" : `${sign}${other.format(Math.abs(by))}`}
      {by !== 0 && ratio !== null && ` · ${times(ratio)}`}
    </span>
  );
}
