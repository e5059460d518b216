import { sparklinePath } from "./sparkline-path";
import { type Tone, textTone } from "./tone";

/** Seconds behind over the last minute, on one logarithmic scale for all; the end dot has the state's colour. Unknown is a gap, or a dash when nothing is known. */
export function Sparkline({
  values,
  tone = "calm",
  width = 100,
  height = 22,
}: {
  values: readonly (number | null)[];
  tone?: Tone;
  width?: number;
  height?: number;
}) {
  const { line, end } = sparklinePath(values, width, height);
  if (line === "") return <span className="text-fg-3">—</span>;
  return (
    <svg
      className={`block flex-none ${textTone[tone]}`}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
    >
      <path d={line} fill="none" stroke="var(--text-3)" strokeWidth="1.25" strokeLinejoin="round" />
      {end !== null && <circle cx={end.x} cy={end.y} r="2" fill="currentColor" />}
    </svg>
  );
}
