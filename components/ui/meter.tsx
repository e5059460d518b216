import { type Tone, textTone } from "./tone";

/** A bar of 4 px, filled to `value` of `max`. `label` says what it measures; without one it is decoration beside its words. */
export function Meter({
  value,
  max,
  tone,
  label,
}: {
  value: number | null;
  max: number;
  tone: Tone;
  label?: string;
}) {
  const share = value === null || max <= 0 ? 0 : Math.min(1, Math.max(0, value / max));
  const named =
    label === undefined || value === null
      ? { "aria-hidden": true }
      : {
          role: "meter",
          "aria-label": label,
          "aria-valuenow": value,
          "aria-valuemin": 0,
          "aria-valuemax": max,
        };
  return (
    <span {...named} className={`relative block h-1 overflow-hidden rounded-sm bg-inset ${textTone[tone]}`}>
      <span
        className="absolute inset-y-0 left-0 rounded-sm bg-current"
        style={{ width: `${share * 100}%` }}
      />
    </span>
  );
}
