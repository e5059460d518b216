import { Fragment } from "react";
import { PanelHead } from "@/components/ui/panel-head";
import { type ComparedFigure, comparedFigures, differenceOf } from "./compare";
import type { NamedExperiment } from "./compare-facts";
import type { Metric } from "./figure";
import { times } from "./headline";
import { shown } from "./measured-table";

/** Every figure of each, and how it differs from the first: by how much, and how many times it is. */
export function CompareFigures({ named }: { named: readonly NamedExperiment[] }) {
  const figures = comparedFigures(named.map(({ experiment }) => experiment));
  const groups = [...Map.groupBy(figures, ({ of }) => of)];
  const widest = Math.max(...groups.map(([, own]) => own.length));
  return (
    <section aria-label="Figures compared" className="border-b bg-surface">
      <PanelHead title="Figures" note="below each: how it differs from A" />
      <div className="relative overflow-x-auto">
        <table className="w-full whitespace-nowrap text-right">
          {groups.map(([of, own]) => (
            <Fragment key={of}>
              <thead>
                <tr className="h-8 border-b bg-bg text-12 text-fg-3">
                  <th scope="col" className="px-5 text-left font-medium text-fg max-sm:px-4">
                    {of}
                  </th>
                  {own.map(({ key, label }) => (
                    <th key={key} scope="col" className="px-2 font-normal last:pr-5">
                      {label}
                    </th>
                  ))}
                  {own.length < widest && <td colSpan={widest - own.length} />}
                </tr>
              </thead>
              <tbody>
                {named.map((one, i) => (
                  <Figures key={one.experiment.id} name={one.name} own={own} at={i} />
                ))}
              </tbody>
            </Fragment>
          ))}
        </table>
      </div>
    </section>
  );
}

/** What one experiment has of one thing that was measured. */
const Figures = ({ name, own, at }: { name: string; own: readonly ComparedFigure[]; at: number }) => (
  <tr className="border-b align-top">
    <th scope="row" className="px-5 py-1.5 text-left font-semibold max-sm:px-4">
      {name}
    </th>
    {own.map(({ key, values }) => (
      <td key={key} className="mono px-2 py-1.5 last:pr-5">
        {cell(values[at] ?? null)}
        {at > 0 && <Differs first={values[0] ?? null} other={values[at] ?? null} />}
      </td>
    ))}
  </tr>
);

const cell = (metric: Metric | null): string => (metric === null ? "—" : shown(metric));

function Differs({ first, other }: { first: Metric | null; other: Metric | null }) {
  const difference = differenceOf(first, other);
  if (difference === null || other?.is !== "number") return null;
  const { by, ratio } = difference;
  return (
    <span className="block text-fg-3">
      {by === 0 ? "the same" : `${by < 0 ? "−" : "+"}${other.formatBy(Math.abs(by))}`}
      {by !== 0 && ratio !== null && ` · ${times(ratio)}`}
    </span>
  );
}
