import { StateShape } from "@/components/ui/state-shape";
import { textTone, tintTone, toneOfState } from "@/components/ui/tone";
import type { Run } from "@/lib/contract";
import { wordsOf } from "./wording";

/** How a run ended, in its own words; below them what nobody may take from them. */
export function RunEnding({ run }: { run: Run }) {
  if (run.state === "running" || run.summary === null) return null;
  const { shape } = wordsOf(run);
  const tone = toneOfState(shape);
  return (
    <div className={`flex gap-2.5 border-b px-(--pane) py-3 ${tintTone[tone]}`} data-ending={run.state}>
      <span className={`mt-1 ${textTone[tone]}`}>
        <StateShape state={shape} />
      </span>
      <div className="max-w-[90ch] text-pretty text-13">
        <p className="break-words font-medium">{run.summary}</p>
        {run.state === "unknown" && (
          <p className="text-fg-2">
            It may have been carried out. What the instances say now stands beside, and is what counts.
          </p>
        )}
      </div>
    </div>
  );
}
