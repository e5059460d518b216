import clsx from "clsx";
import { Button } from "@/components/ui/button";
import type { Plan } from "@/lib/contract";
import { formatSeconds } from "@/lib/format";
import { firstFocus } from "./use-dialog-focus";
import type { TimedGate } from "./use-gate";
import { executeLabel } from "./wording";

/** Beside a plan: what stands in the way, Cancel, and the one button that runs it. */
export function PlanFooter({
  plan,
  name,
  gate: timed,
  starting,
  onClose,
  onReplan,
  onExecute,
}: {
  plan: Plan;
  name: string;
  gate: TimedGate | null;
  starting: boolean;
  onClose: () => void;
  onReplan: () => void;
  onExecute: () => void;
}) {
  const closed = timed === null || timed.gate.open ? null : timed.gate;
  const replan = closed?.cure === "replan";
  return (
    <>
      <p className={clsx("min-w-44 flex-1 text-pretty text-fg-2", replan && "basis-full")}>
        {starting ? "Starting…" : (closed?.reason ?? expiry(timed?.secondsLeft ?? 0))}
      </p>
      <Button onClick={onClose}>Cancel</Button>
      <Button
        {...firstFocus}
        variant={plan.confirm?.tier === 3 ? "danger" : "primary"}
        blocked={starting ? "The run is starting." : (closed?.reason ?? null)}
        onClick={onExecute}
      >
        {executeLabel(plan, name)}
      </Button>
      {replan && (
        <Button variant="primary" onClick={onReplan}>
          Check again
        </Button>
      )}
    </>
  );
}

const expiry = (seconds: number): string =>
  `Expires in ${formatSeconds(Math.ceil(seconds))}, or when the group changes.`;

/** Beside a plan that is being made, or could not be. */
export function RefusedFooter({
  refused,
  onClose,
  onReplan,
}: {
  refused: boolean;
  onClose: () => void;
  onReplan: () => void;
}) {
  return (
    <>
      <Button onClick={onClose}>Cancel</Button>
      {refused && (
        <Button variant="primary" onClick={onReplan}>
          Try again
        </Button>
      )}
    </>
  );
}
