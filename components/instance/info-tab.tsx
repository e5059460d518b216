"use client";
import { useState } from "react";
import { TextField } from "@/components/ui/text-field";
import type { InstanceDetail } from "@/lib/contract";

/** INFO as the server sent it; the filter looks in names and values. */
export function InfoTab({ detail }: { detail: InstanceDetail }) {
  const [filter, setFilter] = useState("");
  const wanted = filter.trim().toLowerCase();
  const all = Object.entries(detail.info);
  const shown = all.filter(([name, value]) => `${name}:${value}`.toLowerCase().includes(wanted));
  return (
    <div className="bg-surface">
      <div className="gutter flex flex-wrap items-center gap-3 border-b py-2">
        <TextField
          label="Filter fields"
          labelHidden
          type="search"
          placeholder="Filter: repl_backlog, memory, 6379"
          value={filter}
          onChange={setFilter}
          spellCheck={false}
          className="w-full max-w-[360px]"
        />
        <output className="text-12 text-fg-3">
          {shown.length} of {all.length} fields, in Redis' own words
        </output>
      </div>
      <dl className="mono gutter grid grid-cols-[minmax(0,1fr)_minmax(0,1.4fr)] gap-x-4 py-2 md:grid-cols-[300px_minmax(0,1fr)]">
        {shown.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="truncate py-0.5 text-fg-2" title={name}>
              {name}
            </dt>
            <dd className="break-all py-0.5">
              {value === "" ? <span className="text-fg-3">(empty)</span> : value}
            </dd>
          </div>
        ))}
      </dl>
      {shown.length === 0 && <p className="gutter pb-6 text-fg-2">No field passes this filter.</p>}
    </div>
  );
}
