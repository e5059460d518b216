import type { Experiment } from "@/lib/contract";
import { environmentRows } from "./environment-rows";
import { settingRows } from "./form";

/** With which settings, servers and machine it was measured: figures of other ones are other figures. */
export function WithWhat({ experiment }: { experiment: Experiment }) {
  const { environment } = experiment;
  return (
    <section
      aria-label="With what"
      className="grid flex-1 grid-cols-[minmax(0,1fr)] gap-px bg-border md:grid-cols-2"
    >
      <Facts
        title="Settings"
        rows={settingRows(experiment).map(({ label, shown }) => ({ label, text: shown }))}
      />
      {environment === null ? (
        <Facts title="Machine and servers" rows={[]} />
      ) : (
        <Facts title="Machine and servers" rows={environmentRows(environment)} />
      )}
    </section>
  );
}

function Facts({
  title,
  rows,
}: {
  title: string;
  rows: readonly { readonly label: string; readonly text: string }[];
}) {
  return (
    <div className="bg-surface px-5 py-3 max-sm:px-4">
      <h2 className="pb-1.5 font-semibold">{title}</h2>
      {rows.length === 0 ? (
        <p className="text-fg-3">Not known yet.</p>
      ) : (
        <dl className="grid grid-cols-[minmax(0,auto)_minmax(0,1fr)] gap-x-5 gap-y-0.5">
          {rows.map(({ label, text }) => (
            <div key={label} className="col-span-2 grid grid-cols-subgrid">
              <dt className="text-fg-2">{label}</dt>
              <dd className="mono min-w-0 break-words">{text === "" ? "—" : text}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
