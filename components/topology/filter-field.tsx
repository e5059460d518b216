"use client";
import { Search } from "lucide-react";
import { useRef } from "react";
import { useShortcuts } from "@/components/shell/shortcuts";
import { useFilterParam } from "@/components/shell/url-state";
import { Kbd } from "@/components/ui/kbd";

/** The table's filter; `/` goes to it, Esc leaves it. Its text is in the URL. */
export function FilterField() {
  const [filter, setFilter] = useFilterParam();
  const field = useRef<HTMLInputElement>(null);
  useShortcuts([{ keys: "/", label: "Filter instances", run: () => field.current?.select() }]);
  return (
    <label className="flex h-7 w-full max-w-[300px] items-center gap-2 rounded-md border border-strong bg-surface pr-1.5 pl-2.5 text-12 text-fg-3 focus-within:outline-2 focus-within:outline-accent">
      <Search size={14} strokeWidth={1.5} aria-hidden="true" className="flex-none" />
      <span className="sr-only">Filter instances</span>
      <input
        ref={field}
        type="search"
        value={filter}
        onChange={(event) => void setFilter(event.target.value === "" ? null : event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") event.currentTarget.blur();
        }}
        placeholder="Filter: fra, state:lagging"
        spellCheck={false}
        className="min-w-0 flex-1 bg-transparent text-fg outline-none [&::-webkit-search-cancel-button]:hidden"
      />
      <Kbd>/</Kbd>
    </label>
  );
}
