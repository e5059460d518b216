"use client";
import { Checkbox } from "@/components/ui/checkbox";
import { SelectField } from "@/components/ui/select-field";
import { StateWordMark } from "@/components/ui/state-pill";
import type { LinkWeather } from "@/lib/contract";
import { delaySteps, speedOptions, stepOf } from "./link-steps";
import { useLink } from "./use-link";
import { weatherText } from "./weather-text";

/** One link with its controls. They show what the server says; what was asked of it and not answered yet is said beside it. */
export function LinkRow({
  experiment,
  replica,
  weather,
  blocked,
}: {
  experiment: string;
  replica: string;
  weather: LinkWeather;
  /** Why it cannot be changed; null: it can. */
  blocked: string | null;
}) {
  const { asked, set } = useLink(experiment, replica, weather);
  const shown = asked ?? weather;
  const disabled = blocked !== null;
  const speed = speedOptions.find(({ bytesPerSecond }) => bytesPerSecond === shown.bytesPerSecond);
  return (
    <li
      data-link={replica}
      className="gutter grid grid-cols-[minmax(0,1fr)] items-center gap-x-5 gap-y-1 py-2 sm:grid-cols-[112px_minmax(140px,1fr)_auto_auto_132px] lg:grid-cols-[112px_minmax(160px,1fr)_auto_auto_132px_minmax(170px,auto)]"
    >
      <span className="mono font-medium">{replica}</span>
      <label className="flex min-h-6 items-center gap-2">
        <span className="text-12 text-fg-2">Delay</span>
        <input
          type="range"
          aria-label={`Delay of ${replica}`}
          aria-valuetext={`${shown.delayMs} ms`}
          min={0}
          max={delaySteps.length - 1}
          step={1}
          value={stepOf(shown.delayMs)}
          disabled={disabled}
          onChange={(event) => {
            const delayMs = delaySteps[Number(event.target.value)];
            if (delayMs !== undefined) set({ delayMs });
          }}
          className="min-w-0 flex-1 accent-(--accent)"
        />
        <span className="mono w-14 text-right">{shown.delayMs} ms</span>
      </label>
      <Checkbox checked={shown.paused} disabled={disabled} onChange={(paused) => set({ paused })}>
        Pause<span className="sr-only"> {replica}</span>
      </Checkbox>
      <Checkbox checked={shown.cut} disabled={disabled} onChange={(cut) => set({ cut })}>
        Cut<span className="sr-only"> {replica}</span>
      </Checkbox>
      <SelectField
        label={`Speed of ${replica}`}
        labelHidden
        value={speed?.value ?? "other"}
        onChange={(value) => {
          const chosen = speedOptions.find((one) => one.value === value);
          if (chosen !== undefined && !disabled) set({ bytesPerSecond: chosen.bytesPerSecond });
        }}
        options={[
          ...speedOptions,
          ...(speed === undefined ? [{ value: "other", label: "Another speed" } as const] : []),
        ]}
      />
      <span role="status" className="text-12">
        {asked === null ? (
          <StateWordMark state={weather.cut || weather.paused ? "link-down" : "online"}>
            {weatherText(weather)}
          </StateWordMark>
        ) : (
          <span className="text-fg-3">Setting {weatherText(asked)}…</span>
        )}
      </span>
    </li>
  );
}
