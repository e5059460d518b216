import { Check, Minus, X } from "lucide-react";
import { StateShape } from "@/components/ui/state-shape";
import type { StepState } from "@/lib/contract";

/** What is heard for a step's shape. */
export const stepWords: Record<StepState, string> = {
  pending: "Waiting",
  running: "Running",
  done: "Done",
  skipped: "Skipped",
  failed: "Failed",
  unknown: "Outcome unknown",
};

function Shape({ state }: { state: StepState }) {
  const line = { size: 16, strokeWidth: 1.5, "aria-hidden": true } as const;
  switch (state) {
    case "done":
      return <Check {...line} className="text-ok" />;
    case "failed":
      return <X {...line} className="text-crit" />;
    case "skipped":
      return <Minus {...line} className="text-fg-3" />;
    case "pending":
      return <StateShape state="unknown" />;
    case "running":
      return <StateShape state="syncing" />;
    case "unknown":
      return <StateShape state="unreachable" />;
  }
}

/** A step's state: a shape, and its word for those who hear the page. */
export function StepMark({ state }: { state: StepState }) {
  return (
    <span className="grid size-[18px] w-4 place-items-center">
      <Shape state={state} />
      <span className="sr-only">{stepWords[state]}</span>
    </span>
  );
}
