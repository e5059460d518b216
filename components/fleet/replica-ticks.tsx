import clsx from "clsx";
import { textTone, toneOfState } from "@/components/ui/tone";
import type { InstanceState } from "@/lib/topology/state";
import { bars } from "./bars";
import type { Tick as ReplicaTick } from "./row";

/** Up to here each replica has its own tick. */
const TICKS = 16;

/** The replicas at a glance: grey is healthy; down is full and solid, unreachable an outline, lagging short, syncing half. */
export function ReplicaTicks({ ticks }: { ticks: readonly ReplicaTick[] }) {
  if (ticks.length > TICKS)
    return (
      <span aria-hidden="true" className="flex h-3 gap-px">
        {bars(ticks.map(({ state }) => state)).map(({ state, width }) => (
          <Tick key={state} state={state} width={width} />
        ))}
      </span>
    );
  return (
    <span aria-hidden="true" className="flex h-3 gap-0.5">
      {ticks.map(({ id, state }) => (
        <Tick key={id} state={state} width={4} />
      ))}
    </span>
  );
}

function Tick({ state, width }: { state: InstanceState; width: number }) {
  const look = {
    online: "h-3 bg-calm",
    unknown: "h-3 border border-current",
    unreachable: "h-3 border border-current",
    unreadable: "h-3 border border-current",
    "link-down": "h-3 bg-current",
    lagging: "h-2 self-end bg-current",
    loading: "h-3 bg-linear-to-b from-50% from-current to-50% to-transparent border border-current",
    syncing: "h-3 bg-linear-to-b from-50% from-current to-50% to-transparent border border-current",
  };
  return <i className={clsx("rounded-[1px]", textTone[toneOfState(state)], look[state])} style={{ width }} />;
}
