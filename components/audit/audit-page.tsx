"use client";
import { ForAdmins } from "@/components/access/for-admins";
import { ExportMenu } from "@/components/listing/export-menu";
import { ListingPage } from "@/components/listing/listing-page";
import { ListingTable } from "@/components/listing/listing-table";
import { optionsOf } from "@/components/listing/options";
import { type Filter, useFilter, useGroupFilter } from "@/components/listing/use-filter";
import { Button } from "@/components/ui/button";
import { auditColumns } from "./audit-columns";
import { auditPath } from "./audit-path";
import { actorOptions, useActor } from "./use-actor-filter";
import { useAudit } from "./use-audit";
import { auditWords } from "./words";

const kinds = optionsOf(auditWords, (word) => word);

const ranges = {
  "1h": { label: "Last hour", seconds: 3_600 },
  "24h": { label: "Last 24 hours", seconds: 86_400 },
  "7d": { label: "Last 7 days", seconds: 604_800 },
  "30d": { label: "Last 30 days", seconds: 2_592_000 },
} as const;

const text = "Plans, runs, every command sent to an instance, and what was refused stand here, for good.";

const countOf = (rows: number, complete: boolean): string =>
  `${rows}${complete ? "" : "+"} ${rows === 1 && complete ? "row" : "rows"}`;

/** Who did what, and what was refused, newest first. For admins of all groups: it names everybody. */
export const AuditPage = () => (
  <ForAdmins title="Audit">
    <Audit />
  </ForAdmins>
);

function Audit() {
  const group = useGroupFilter();
  const kind = useFilter("Kind", kinds);
  const actor = useActor();
  const range: Filter<keyof typeof ranges> = {
    ...useFilter(
      "Range",
      optionsOf(ranges, ({ label }) => label),
    ),
    anyWord: "All times",
  };
  const seconds = range.value === null ? null : ranges[range.value].seconds;
  const filter = { group: group.value, kind: kind.value, actor: actor.value, seconds };
  const { entries, listing, complete, more } = useAudit(filter);
  const byActor: Filter<string> = {
    ...actor,
    name: "Actor",
    anyWord: "Anybody",
    options: actorOptions(entries, actor.value),
    passes: (value) => actor.value === null || actor.value === value,
  };
  const unfiltered = Object.values(filter).every((value) => value === null);
  const reading = listing.state === "reading";
  return (
    <ListingPage
      title="Audit"
      facts={entries.length === 0 ? [] : [countOf(entries.length, complete)]}
      actions={
        <ExportMenu
          pathOf={(format) => auditPath(filter, { format }, Date.now())}
          blocked={entries.length === 0 ? "There is nothing to export." : null}
        />
      }
      filters={[group, kind, byActor, range]}
      listing={listing}
      empty={
        entries.length > 0 ? null : { title: unfiltered ? "Nothing was done yet" : "No row matches", text }
      }
    >
      <ListingTable
        rows={entries.map((entry) => ({ ...entry, id: String(entry.n) }))}
        columns={auditColumns}
      />
      {!complete && (
        <div className="flex justify-center bg-surface py-4">
          <Button onClick={more} blocked={reading ? "Reading older rows." : null}>
            {reading ? "Reading…" : "Load older rows"}
          </Button>
        </div>
      )}
    </ListingPage>
  );
}
