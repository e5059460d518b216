"use client";
import clsx from "clsx";
import { type StateName, toggleState } from "./filter";
import type { FleetState } from "./row";
import { FleetShape } from "./state-mark";
import { useStateCounts } from "./use-fleet";

interface Entry {
  readonly name: StateName;
  readonly shape: FleetState;
  readonly label: string;
  /** Shown even at 0: the usual answers to "is anything wrong?". */
  readonly always: boolean;
}

const entries: readonly Entry[] = [
  { name: "unreachable", shape: "unreachable", label: "unreachable", always: true },
  { name: "down", shape: "link-down", label: "link down", always: true },
  { name: "critical", shape: "critical", label: "critical", always: false },
  { name: "lagging", shape: "lagging", label: "lagging", always: true },
  { name: "warning", shape: "warning", label: "warning", always: false },
  { name: "syncing", shape: "syncing", label: "syncing", always: true },
  { name: "unknown", shape: "unknown", label: "unknown", always: true },
  { name: "online", shape: "online", label: "online", always: true },
];

/** Groups by their worst state; each count switches its filter. */
export function StateCounts({ filter, onFilter }: { filter: string; onFilter: (filter: string) => void }) {
  const counts = useStateCounts();
  const words = filter.toLowerCase().split(/\s+/);
  return (
    <fieldset aria-label="Groups by worst state" className="min-w-0 overflow-x-auto border-b bg-surface">
      <div className="flex h-16 sm:px-5">
        {entries
          .filter(({ name, always }) => always || counts[name] > 0)
          .map(({ name, shape, label }) => (
            <button
              key={name}
              type="button"
              aria-pressed={words.includes(`state:${name}`)}
              onClick={() => onFilter(toggleState(filter, name))}
              className="flex min-w-[96px] flex-col justify-center border-l px-4 text-left first:border-l-0 sm:first:pl-0 hover:bg-inset aria-pressed:bg-inset sm:min-w-[118px] sm:px-5"
            >
              <span
                className={clsx(
                  "live-value flex items-center gap-2 text-20 leading-6",
                  counts[name] === 0 ? "text-fg-3" : "font-semibold",
                )}
              >
                <FleetShape state={shape} size={12} />
                {counts[name]}
              </span>
              <span className="whitespace-nowrap text-12 text-fg-2">{label}</span>
            </button>
          ))}
      </div>
    </fieldset>
  );
}
