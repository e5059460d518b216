import { SeverityShape, StateShape } from "@/components/ui/state-shape";
import { textTone, toneOfState } from "@/components/ui/tone";
import type { FleetState } from "./row";

/** The shape of a group's state. */
export function FleetShape({ state, size = 10 }: { state: FleetState; size?: number }) {
  return state === "critical" || state === "warning" ? (
    <SeverityShape severity={state} size={size} />
  ) : (
    <StateShape state={state} size={size} />
  );
}

export const toneOf = (state: FleetState) =>
  state === "critical" ? "crit" : state === "warning" ? "warn" : toneOfState(state);

/** Shape and word. */
export const FleetStateMark = ({ state, word }: { state: FleetState; word: string }) => (
  <span
    className={`inline-flex items-center gap-1.5 whitespace-nowrap font-medium ${textTone[toneOf(state)]}`}
  >
    <FleetShape state={state} />
    {word}
  </span>
);
