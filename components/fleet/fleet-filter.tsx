"use client";
import { Search } from "lucide-react";
import { useRef } from "react";
import { useShortcuts } from "@/components/shell/shortcuts";
import { Kbd } from "@/components/ui/kbd";
import { parseFilter } from "./filter";

/** The filter field; `/` goes to it, Esc leaves it. Its text is in the URL. */
export function FleetFilter({
  value,
  onChange,
  shown,
  total,
}: {
  value: string;
  onChange: (value: string) => void;
  shown: number;
  total: number;
}) {
  const field = useRef<HTMLInputElement>(null);
  useShortcuts([{ keys: "/", label: "Filter", run: () => field.current?.select() }]);
  const unknown = parseFilter(value).unknownStates;
  return (
    <div className="gutter flex min-h-[52px] flex-wrap items-center gap-x-3 gap-y-1 py-2">
      <label className="flex h-[30px] w-full max-w-[420px] items-center gap-2 rounded-md border border-strong bg-surface pr-1.5 pl-2.5 text-fg-3 focus-within:outline-2 focus-within:outline-accent">
        <Search size={16} strokeWidth={1.5} aria-hidden="true" className="flex-none" />
        <span className="sr-only">Filter groups</span>
        <input
          ref={field}
          type="search"
          value={value}
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") event.currentTarget.blur();
          }}
          placeholder="Filter: state:lagging, name or host"
          spellCheck={false}
          className="min-w-0 flex-1 bg-transparent text-fg outline-none [&::-webkit-search-cancel-button]:hidden"
        />
        <Kbd>/</Kbd>
      </label>
      {unknown.length > 0 && (
        <span className="text-12 text-warn">
          No state is called {unknown.join(", ")}. Try unreachable, down, lagging, syncing, unknown or online.
        </span>
      )}
      <span className="flex-1" />
      <output className="text-12 text-fg-3">
        {shown} of {total} {total === 1 ? "group" : "groups"}
      </output>
    </div>
  );
}
