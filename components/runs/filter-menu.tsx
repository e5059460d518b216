"use client";
import { ChevronDown } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Menu, MenuChoice } from "@/components/ui/menu";

const ANY = "";

/** One filter of a list: a button that names what is chosen. Null is everything. */
export function FilterMenu<T extends string>({
  name,
  anyWord,
  value,
  options,
  onChange,
}: {
  /** What is filtered by, for those who hear the page: `Group`. */
  name: string;
  /** What the button says while nothing is filtered: `All groups`. */
  anyWord: string;
  value: T | null;
  options: readonly { readonly value: T; readonly label: string }[];
  onChange: (value: T | null) => void;
}) {
  const chosen = options.find((option) => option.value === value)?.label ?? value ?? anyWord;
  const all: readonly { value: T | typeof ANY; label: string }[] = [
    { value: ANY, label: anyWord },
    ...options,
  ];
  return (
    <Menu
      align="start"
      trigger={
        <Button size="row" aria-label={`${name}: ${chosen}`}>
          {chosen}
          <ChevronDown size={14} strokeWidth={1.5} aria-hidden="true" />
        </Button>
      }
    >
      <MenuChoice<T | typeof ANY>
        value={value ?? ANY}
        onChange={(next) => onChange(next === ANY ? null : next)}
        options={all}
      />
    </Menu>
  );
}
