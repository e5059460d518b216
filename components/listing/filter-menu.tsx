"use client";
import { ChevronDown } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Menu, MenuChoice } from "@/components/ui/menu";
import type { Filter } from "./use-filter";

/** One filter of a list: a button that names what is chosen. */
export function FilterMenu({
  filter: { name, anyWord, value, options, choose },
}: {
  filter: Filter<string>;
}) {
  const chosen = options.find((option) => option.value === value)?.label ?? value ?? anyWord;
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
      <MenuChoice
        value={value ?? ""}
        onChange={choose}
        options={[{ value: "", label: anyWord }, ...options]}
      />
    </Menu>
  );
}
