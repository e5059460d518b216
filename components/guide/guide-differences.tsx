import { CopyButton } from "@/components/runs/copy-button";
import { PanelHead } from "@/components/ui/panel-head";
import { type SharedDifference, shared } from "@/lib/guide/compact";
import type { Difference } from "@/lib/guide/differences";

/** What the running servers have and what is advised, where the first falls short. */
export function GuideDifferences({ differences }: { differences: readonly Difference[] }) {
  const rows = shared(differences);
  const count =
    rows.length === 0 ? "nothing" : `${rows.length} ${rows.length === 1 ? "setting" : "settings"}`;
  return (
    <section aria-label="What falls short now" className="border-b">
      <PanelHead title="What falls short now" note={count} />
      {rows.length === 0 ? (
        <p className="gutter py-3 text-fg-2">Every setting that is compared is at least as advised.</p>
      ) : (
        <ul>
          {rows.map((row) => (
            <Row key={`${row.setting} ${row.now} ${row.instances[0]}`} row={row} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Row({ row: { setting, now, advised, instances, why, command } }: { row: SharedDifference }) {
  return (
    <li className="gutter grid gap-x-4 gap-y-1 border-b py-2.5 last:border-b-0 md:grid-cols-[240px_minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <p className="mono break-words">{setting}</p>
        <p className="break-words text-12 text-fg-3">{instances.join(", ")}</p>
      </div>
      <div className="min-w-0">
        <p>
          now <span className="mono">{now}</span>, advised <span className="mono font-medium">{advised}</span>
        </p>
        <p className="text-12 text-fg-2">{why}</p>
      </div>
      {command !== null && (
        <div>
          <CopyButton text={command} what={command}>
            Copy command
          </CopyButton>
        </div>
      )}
    </li>
  );
}
