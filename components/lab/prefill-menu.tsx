"use client";
import { ChevronDown } from "lucide-react";
import { liveStore } from "@/components/live/store";
import { useGroupOptions } from "@/components/runs/use-group-options";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { toast } from "@/components/ui/toast";
import type { Texts } from "./form";
import { prefillOf } from "./prefill";

/** Fills the form in with the data size, backlog and write rate that a group has now. Nothing while no group is watched. */
export function Prefill({ onFill }: { onFill: (texts: Texts) => void }) {
  const groups = useGroupOptions();
  if (groups.length === 0) return null;
  const fill = (id: string, name: string): void => {
    const group = liveStore.getState().head.groups[id];
    const texts = group === undefined ? {} : prefillOf(group);
    if (Object.keys(texts).length > 0) onFill(texts);
    else
      toast(`Nothing is known of ${name}`, {
        description: "Its primary is not reached now, so there is nothing to fill in.",
        tone: "warning",
      });
  };
  return (
    <Menu
      trigger={
        <Button>
          Fill in from a group
          <ChevronDown size={14} strokeWidth={1.5} aria-hidden="true" />
        </Button>
      }
    >
      {groups.map(({ value, label }) => (
        <MenuItem key={value} onSelect={() => fill(value, label)}>
          {label}
        </MenuItem>
      ))}
    </Menu>
  );
}
