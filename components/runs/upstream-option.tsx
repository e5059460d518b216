import clsx from "clsx";
import { formatBytes, formatSeconds } from "@/lib/format";
import { type Forecast, forecastWords } from "@/lib/plan/forecast";
import type { UpstreamChoice } from "@/lib/plan/upstreams";

/** One possible upstream: its name and role, what following it would copy, and why. */
export function UpstreamOption({ choice, onChoose }: { choice: UpstreamChoice; onChoose: () => void }) {
  const { upstream } = choice;
  const full = choice.allowed && choice.forecast.verdict === "full";
  return (
    <button
      type="button"
      aria-disabled={choice.allowed ? undefined : true}
      onClick={() => choice.allowed && onChoose()}
      className={clsx(
        "-outline-offset-2! grid w-full grid-cols-[minmax(0,1fr)_auto] gap-x-3 px-(--pane) py-1.5 text-left",
        choice.allowed ? "hover:bg-inset" : "cursor-not-allowed text-fg-3",
      )}
    >
      <span className="mono truncate font-medium leading-[18px]">
        {upstream.name} <span className="font-normal font-sans text-fg-3">{upstream.role}</span>
      </span>
      <span className={clsx("font-medium", full && "text-sync", choice.allowed && !full && "text-fg")}>
        {choice.allowed ? forecastWords(choice.forecast) : choice.short}
      </span>
      <span className="col-span-2 text-pretty text-fg-3">
        {choice.allowed ? `${choice.forecast.reason}${headroomWords(choice.forecast)}` : choice.reason}
      </span>
    </button>
  );
}

/** How long the move stays partial, where it is. */
function headroomWords({ headroomBytes, headroomSeconds }: Forecast): string {
  if (headroomBytes === null) return "";
  const time = headroomSeconds === null ? "" : `, about ${formatSeconds(headroomSeconds)}`;
  return ` Partial for another ${formatBytes(headroomBytes)}${time}.`;
}
