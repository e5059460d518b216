import type { StepProgress } from "@/lib/contract";
import { formatSeconds } from "@/lib/format";

/** How far something is: a bar where a total is known, else its words alone. `label` names what makes progress. */
export function ProgressLine({ progress, label }: { progress: StepProgress; label: string }) {
  const { fraction, etaSeconds, text } = progress;
  const left = etaSeconds === null ? null : `about ${formatSeconds(etaSeconds)} left`;
  return (
    <div className="py-1">
      <div
        role="progressbar"
        aria-label={label}
        aria-valuetext={[text, left].filter((part) => part !== null).join(", ")}
        {...(fraction === null
          ? {}
          : { "aria-valuenow": Math.floor(fraction * 100), "aria-valuemin": 0, "aria-valuemax": 100 })}
        className="relative h-1.5 overflow-hidden rounded-[3px] bg-inset text-sync"
      >
        <span
          className={
            fraction === null
              ? "hatched absolute inset-0 opacity-60"
              : "absolute inset-y-0 left-0 rounded-[3px] bg-current transition-[width] duration-200"
          }
          style={fraction === null ? undefined : { width: `${fraction * 100}%` }}
        />
      </div>
      <div className="mt-1 flex gap-2 text-fg-2">
        <span className="min-w-0 flex-1">{text}</span>
        {left !== null && <span className="text-fg-3">{left}</span>}
      </div>
    </div>
  );
}
