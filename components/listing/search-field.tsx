"use client";
import { Search } from "lucide-react";
import { useQueryState } from "nuqs";
import { useEffect, useRef, useState } from "react";
import { useShortcuts } from "@/components/shell/shortcuts";
import { Kbd } from "@/components/ui/kbd";

/** So long after the last key the words are looked for. Milliseconds. */
const PAUSE_MS = 250;

/** The words that a list is searched for, as the URL has them; null: none. */
export function useSearch(): string | null {
  const [words] = useQueryState("q");
  return words === null || words.trim() === "" ? null : words.trim();
}

/** A field for the words; `/` goes to it, Esc leaves it. They are in the URL. */
export function SearchField({ label, placeholder }: { label: string; placeholder: string }) {
  const [words, setWords] = useQueryState("q");
  const [typed, setTyped] = useState(words ?? "");
  const field = useRef<HTMLInputElement>(null);
  useShortcuts([{ keys: "/", label, run: () => field.current?.select() }]);
  useEffect(() => {
    if (typed === (words ?? "")) return;
    const timer = setTimeout(() => void setWords(typed === "" ? null : typed), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, words, setWords]);
  return (
    <label className="flex h-[26px] w-full max-w-[260px] items-center gap-2 rounded-md border border-strong bg-surface pr-1.5 pl-2.5 text-12 text-fg-3 focus-within:outline-2 focus-within:outline-accent">
      <Search size={14} strokeWidth={1.5} aria-hidden="true" className="flex-none" />
      <span className="sr-only">{label}</span>
      <input
        ref={field}
        type="search"
        value={typed}
        maxLength={100}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") event.currentTarget.blur();
        }}
        placeholder={placeholder}
        spellCheck={false}
        className="min-w-0 flex-1 bg-transparent text-fg outline-none [&::-webkit-search-cancel-button]:hidden"
      />
      <Kbd>/</Kbd>
    </label>
  );
}
