"use client";
import { ChevronDown, FlaskConical } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { api, problemOf } from "@/components/live/api";
import { useEvents, useGroup, useGroupWithheld } from "@/components/live/store";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { toast } from "@/components/ui/toast";
import type { DemoState, Fault } from "@/lib/contract";
import { type FaultMenu, faultMenus } from "./fault-menus";

/** The menus of faults, and what the servers are doing to themselves now. */
export function DemoFaults() {
  const [state, setState] = useState<DemoState | null>(null);
  const names = useNames(state?.group ?? "");
  const primary = useGroup(state?.group ?? "", (group) => group?.primary ?? null);
  const newestFault = useEvents().find(({ type }) => type === "fault-injected")?.id ?? null;

  const seen = useRef<string | null | undefined>(undefined);
  // Another page may have injected a fault: its event says so.
  useEffect(() => {
    if (seen.current === newestFault) return;
    seen.current = newestFault;
    void api.get<DemoState>("/api/demo").then(setState, () => undefined);
  }, [newestFault]);

  const inject = useCallback((fault: Fault): void => {
    api.post<DemoState>("/api/demo/faults", fault).then(setState, (error: unknown) => {
      const { title, detail } = problemOf(error);
      toast(title, { description: detail, tone: "error" });
    });
  }, []);

  if (state === null) return null;
  return (
    <section
      aria-label="Demo"
      className="gutter flex min-h-10 flex-wrap items-center gap-2 border-b bg-bg py-1.5"
    >
      <FlaskConical size={14} strokeWidth={1.5} aria-hidden="true" className="text-fg-3" />
      <span className="mr-2 text-12 text-fg-2">Demo servers on this machine: break something.</span>
      {faultMenus(state, names, primary).map((menu) => (
        <FaultMenuButton key={menu.label} menu={menu} group={state.group} onInject={inject} />
      ))}
    </section>
  );
}

function FaultMenuButton({
  menu,
  group,
  onInject,
}: {
  menu: FaultMenu;
  group: string;
  onInject: (fault: Fault) => void;
}) {
  const withheld = useGroupWithheld(group);
  const trigger = (
    <Button size="row" blocked={withheld}>
      {menu.label}
      <ChevronDown size={14} strokeWidth={1.5} aria-hidden="true" />
    </Button>
  );
  if (withheld !== null) return trigger;
  return (
    <Menu align="start" trigger={trigger}>
      {menu.items.map(({ fault, label }) => (
        <MenuItem key={label} onSelect={() => onInject(fault)}>
          {label}
        </MenuItem>
      ))}
    </Menu>
  );
}

/** Names by id; shallowly equal while no name changes. */
const useNames = (group: string): Record<string, string> =>
  useGroup(group, (found) => Object.fromEntries((found?.instances ?? []).map(({ id, name }) => [id, name])));
