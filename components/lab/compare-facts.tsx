import Link from "next/link";
import { PanelHead } from "@/components/ui/panel-head";
import { StateShape } from "@/components/ui/state-shape";
import { Clock } from "@/components/ui/time";
import type { Experiment } from "@/lib/contract";
import { comparedFacts } from "./compare";
import { hrefOf } from "./use-experiments";
import { placeText } from "./words";

export interface NamedExperiment {
  readonly name: string;
  readonly experiment: Experiment;
}

/** The heads of a table with a column for each experiment. */
export const ExperimentHeads = ({ named }: { named: readonly NamedExperiment[] }) =>
  named.map(({ name, experiment: { id, startedAt, note } }) => (
    <th key={id} scope="col" className="px-3 py-1.5 text-right align-top font-normal last:pr-5">
      <Link href={hrefOf(id)} className="font-semibold text-fg hover:underline">
        {name}
      </Link>
      <span className="block text-12 text-fg-3">
        <Clock at={startedAt} />
        {note !== "" && (
          <span className="ml-auto block w-fit max-w-40 truncate" title={note}>
            {note}
          </span>
        )}
      </span>
    </th>
  ));

/** What differs in settings and surroundings, first and marked, since it may explain the figures; the rest is folded away. */
export function CompareFacts({
  named,
  nameOf,
}: {
  named: readonly NamedExperiment[];
  nameOf: (group: string) => string;
}) {
  const facts = comparedFacts(
    named.map(({ experiment }) => experiment),
    ({ where }) => placeText(where, nameOf),
  );
  const differing = facts.filter(({ differs }) => differs);
  const same = facts.filter(({ differs }) => !differs);
  return (
    <section aria-label="What differs" className="border-b bg-surface">
      <PanelHead
        title="What differs"
        note={differing.length === 0 ? "nothing that is known" : "it may explain the figures"}
      />
      {differing.length > 0 && (
        <div className="relative overflow-x-auto">
          <table className="w-full whitespace-nowrap text-right">
            <thead>
              <tr className="border-b">
                <td />
                <ExperimentHeads named={named} />
              </tr>
            </thead>
            <tbody>
              {differing.map(({ label, values }) => (
                <tr key={label} data-differs className="h-8 border-b bg-tint-warn last:border-b-0">
                  <th scope="row" className="px-5 text-left font-medium max-sm:px-4">
                    <span className="inline-flex items-center gap-2 text-warn">
                      <StateShape state="lagging" />
                      {label}
                    </span>
                  </th>
                  {named.map(({ experiment: { id } }, i) => (
                    <td key={id} className="mono max-w-64 truncate px-3 last:pr-5" title={values[i]}>
                      {values[i] === "" ? "—" : values[i]}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <details className="border-t">
        <summary className="gutter py-2 text-12 text-fg-2">The same in all of them: {same.length}</summary>
        <dl className="gutter grid grid-cols-[minmax(0,auto)_minmax(0,1fr)] gap-x-5 gap-y-0.5 pb-3">
          {same.map(({ label, values }) => (
            <div key={label} className="col-span-2 grid grid-cols-subgrid">
              <dt className="text-fg-2">{label}</dt>
              <dd className="mono min-w-0 break-words">{values[0] === "" ? "—" : values[0]}</dd>
            </div>
          ))}
        </dl>
      </details>
    </section>
  );
}
