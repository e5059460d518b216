"use client";
import { ChevronDown, Download } from "lucide-react";
import { useState } from "react";
import { useActionsBlocked, useGroup } from "@/components/live/store";
import { useActionLauncher } from "@/components/runs/launcher";
import { useGroupOptions } from "@/components/runs/use-group-options";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem, MenuLabel } from "@/components/ui/menu";
import type { BackupMethod } from "@/lib/contract";
import { sources } from "./sources";

/** Which group, from which instance, best first; opens the plan. Shows nothing while no group is watched. */
export function BackUpControl({ preferred }: { preferred: string | null }) {
  const groups = useGroupOptions();
  const [chosen, setChosen] = useState<string | null>(null);
  const group =
    [chosen, preferred].find((id) => groups.some(({ value }) => value === id)) ?? groups[0]?.value;
  if (group === undefined || group === null) return null;
  return <Control key={group} group={group} groups={groups} onGroup={setChosen} />;
}

type Way = BackupMethod | "best";
const wayNames: readonly Way[] = ["best", "wire", "bgsave"];
const ways: Readonly<Record<Way, { short: string; name: string; what: string }>> = {
  best: {
    short: "the best way",
    name: "The best way",
    what: "Over the wire wherever the instance allows it",
  },
  wire: {
    short: "over the wire",
    name: "Over the wire",
    what: "Tidemark receives the data set, proves it and keeps the file",
  },
  bgsave: {
    short: "by BGSAVE",
    name: "By BGSAVE",
    what: "The instance saves on its own disk; the file is not read",
  },
};

const part = "flex h-full items-center gap-[7px] px-2.5 hover:bg-inset";
const chevron = <ChevronDown size={14} strokeWidth={1.5} aria-hidden="true" />;

function Control({
  group,
  groups,
  onGroup,
}: {
  group: string;
  groups: readonly { value: string; label: string }[];
  onGroup: (group: string) => void;
}) {
  const { open } = useActionLauncher();
  const blocked = useActionsBlocked(group);
  const watched = useGroup(group, (it) => it);
  const [way, setWay] = useState<Way>("best");
  const [wanted, setWanted] = useState<string | null>(null);
  const ranked = watched === null ? [] : sources(watched);
  const source = ranked.find(({ instance }) => instance.id === wanted) ?? ranked[0];
  const groupName = groups.find(({ value }) => value === group)?.label ?? group;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <fieldset
        aria-label="Back up"
        className="flex h-[30px] items-stretch divide-x overflow-hidden rounded-md border bg-surface"
      >
        <Menu
          align="start"
          trigger={
            <button type="button" aria-label={`Group: ${groupName}`} className={`${part} font-semibold`}>
              {groupName}
              {chevron}
            </button>
          }
        >
          {groups.map(({ value, label }) => (
            <MenuItem key={value} onSelect={() => onGroup(value)}>
              {label}
            </MenuItem>
          ))}
        </Menu>
        <Menu
          trigger={
            <button type="button" className={part} disabled={source === undefined}>
              {source === undefined ? (
                <span className="text-fg-3">no instance can save now</span>
              ) : (
                <>
                  <span className="text-fg-3">from</span>
                  <span className="max-w-40 truncate">{source.instance.name}</span>
                  <span className="text-fg-3 max-sm:hidden">{source.reason}</span>
                </>
              )}
              {chevron}
            </button>
          }
        >
          <MenuLabel>Best first</MenuLabel>
          {ranked.map(({ instance, reason }) => (
            <MenuItem key={instance.id} onSelect={() => setWanted(instance.id)}>
              <span className="block">{instance.name}</span>
              <span className="block text-12 text-fg-3">{reason}</span>
            </MenuItem>
          ))}
        </Menu>
        <Menu
          trigger={
            <button type="button" className={`${part} max-sm:hidden`}>
              {ways[way].short}
              {chevron}
            </button>
          }
        >
          {wayNames.map((one) => (
            <MenuItem key={one} onSelect={() => setWay(one)}>
              <span className="block">{ways[one].name}</span>
              <span className="block text-12 text-fg-3">{ways[one].what}</span>
            </MenuItem>
          ))}
        </Menu>
      </fieldset>
      <Button
        blocked={blocked ?? (source === undefined ? "No instance of this group can save now." : null)}
        onClick={() =>
          source !== undefined &&
          open(
            { action: "backup", instance: source.instance.id, ...(way !== "best" && { method: way }) },
            group,
          )
        }
      >
        <Download size={14} strokeWidth={1.5} aria-hidden="true" />
        Back up…
      </Button>
    </div>
  );
}
