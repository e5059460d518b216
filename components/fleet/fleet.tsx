"use client";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useReady } from "@/components/live/store";
import { useIdentity, useWithheld } from "@/components/live/who";
import { openOverlay } from "@/components/shell/overlays";
import { PageBar } from "@/components/shell/page-bar";
import { useFilterParam } from "@/components/shell/url-state";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Kbd } from "@/components/ui/kbd";
import { lazyPart } from "@/components/ui/lazy-part";
import { formatRate } from "@/lib/format";
import { FleetFilter } from "./fleet-filter";
import { FleetHead } from "./fleet-head";
import { FleetRow } from "./fleet-row";
import { defaultSort } from "./sort";
import { StateCounts } from "./state-counts";
import { useOrderedIds, useTotals } from "./use-fleet";
import { useRowKeys } from "./use-row-keys";

const FirstRun = lazyPart("The form", () => import("./first-run").then((m) => m.FirstRun));

/** All groups, worst first: whether anything is wrong, and where, within five seconds. */
export function Fleet() {
  const ready = useReady();
  const { groups, instances, writes } = useTotals();
  return (
    <>
      <PageBar
        title="Fleet"
        facts={
          ready && groups > 0
            ? [counted(groups, "group"), counted(instances, "instance"), `writes ${formatRate(writes)}`]
            : []
        }
        actions={
          <Button blocked={useWithheld("admin", null)} onClick={() => openOverlay("add-group")}>
            <Plus size={16} strokeWidth={1.5} aria-hidden="true" />
            Add group
          </Button>
        }
      />
      {!ready ? (
        <EmptyState title="Connecting to Tidemark…" />
      ) : groups === 0 ? (
        <NoGroups />
      ) : (
        <FleetTable total={groups} />
      )}
    </>
  );
}

/** No group to see: the form for whoever may add one; for everybody else, whose turn it is. */
function NoGroups() {
  const you = useIdentity();
  if (useWithheld("admin", null) === null) return <FirstRun />;
  if (you === null) return <EmptyState title="Connecting to Tidemark…" />;
  return you.grants.all === null ? (
    <EmptyState title="You have no role in any group that is watched">
      You are signed in as {you.name}. Ask an admin for a role; this page shows the group as soon as you have
      it.
    </EmptyState>
  ) : (
    <EmptyState title="No group is watched yet">An admin can add the first one.</EmptyState>
  );
}

function FleetTable({ total }: { total: number }) {
  const [filter, setFilter] = useFilterParam();
  const [sort, setSort] = useState(defaultSort);
  const ids = useOrderedIds(filter, sort);
  useRowKeys();
  const change = (next: string): void => void setFilter(next === "" ? null : next);
  return (
    <>
      <StateCounts filter={filter} onFilter={change} />
      <FleetFilter value={filter} onChange={change} shown={ids.length} total={total} />
      <table aria-label="Groups" className="block">
        <FleetHead sort={sort} onSort={setSort} />
        <tbody className="block">
          {ids.map((id) => (
            <FleetRow key={id} id={id} />
          ))}
        </tbody>
      </table>
      {ids.length === 0 && (
        <EmptyState
          title="No group passes this filter"
          action={<Button onClick={() => change("")}>Clear the filter</Button>}
        />
      )}
      <p className="gutter hidden h-10 items-center gap-5 text-12 text-fg-3 md:flex">
        <span>
          <Kbd>j</Kbd> <Kbd>k</Kbd> move
        </span>
        <span>
          <Kbd>↵</Kbd> open
        </span>
        <span>
          <Kbd>/</Kbd> filter
        </span>
        <span>
          <Kbd>?</Kbd> all shortcuts
        </span>
      </p>
    </>
  );
}

const counted = (n: number, word: string): string => `${n} ${n === 1 ? word : `${word}s`}`;
