import clsx from "clsx";
import { type Stage, stages } from "./run-text";

/** Plan, Checks, Execute, Verify: where the action is. */
export function PhaseBar({ stage }: { stage: Stage }) {
  const at = stage === "done" ? stages.length : stages.findIndex((one) => one.stage === stage);
  return (
    <ol aria-label="Stages" className="mt-2.5 flex gap-1">
      {stages.map(({ stage: one, word }, i) => (
        <li
          key={one}
          aria-current={i === at ? "step" : undefined}
          className={clsx(
            "flex-1 border-t-2 pt-[5px] leading-4",
            i === at && "border-t-fg font-medium text-fg",
            i < at && "border-t-fg-3 text-fg-2",
            i > at && "border-t-inset text-fg-3",
          )}
        >
          {word}
          {i < at && <span className="sr-only">, done</span>}
        </li>
      ))}
    </ol>
  );
}
