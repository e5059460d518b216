import { formatBytes, formatSeconds } from "@/lib/format";
import type { Frame } from "./frame";
import { BOX, heightFor, plotTopOf, plotWidth, type TimeAxis, xOf } from "./geometry";
import { styleOf } from "./palette";

/** From the lane to the axis, leaving out the plots: there each draws its own piece. */
function between(x: number, bottom: number): string {
  const tops = [0, 1, 2].map(plotTopOf);
  const starts = [28, ...tops.map((top) => top + BOX.plotHeight)];
  return starts.map((start, i) => `M${x} ${start}V${tops[i] ?? bottom}`).join("");
}

/** What eight letters take, and each further one. Pixels. */
const WORDS_PX = 58;
const LETTER_PX = 6.6;

/** The one cursor through everything, its time on the axis in `words`. */
export function CursorLine({
  axis,
  atMs,
  words,
  ribbons,
}: {
  axis: TimeAxis;
  atMs: number;
  words: string;
  ribbons: number;
}) {
  const x = xOf(axis, atMs);
  const bottom = heightFor(ribbons) - BOX.axisHeight;
  const width = WORDS_PX + Math.max(0, words.length - 8) * LETTER_PX;
  const half = width / 2;
  const label = Math.min(
    Math.max(x - half, BOX.left - 30),
    BOX.left + plotWidth(axis) + Math.min(29, axis.right) - width,
  );
  return (
    <g data-cursor={atMs}>
      <path d={between(x, bottom + 2)} stroke="var(--text)" />
      <rect x={label} y={bottom + 7} width={width} height="18" rx="4" fill="var(--text)" />
      <text
        x={label + half}
        y={bottom + 20}
        fontSize="12"
        fontWeight="500"
        fill="var(--surface)"
        textAnchor="middle"
      >
        {words}
      </text>
    </g>
  );
}

/** Every line's three values at the cursor, in one table; laid beside the cursor, where there is more room. */
export function CursorReadout({
  frame,
  axis,
  atMs,
  words,
  nameOf,
}: {
  frame: Frame;
  axis: TimeAxis;
  atMs: number;
  /** The moment, or the bin. */
  words: string;
  nameOf: (id: string) => string;
}) {
  const row = frame.t.indexOf(atMs);
  if (row < 0) return null;
  const x = xOf(axis, atMs);
  const onLeft = x > BOX.left + plotWidth(axis) / 2;
  const at = (metric: "lagBytes" | "lagSeconds" | "headroomSeconds", id: string) =>
    frame.values[metric][id]?.[row] ?? null;
  const known = frame.picked.lines.some((id) => at("lagBytes", id) !== null || at("lagSeconds", id) !== null);
  return (
    <div
      className="pointer-events-none absolute z-10 rounded-md border border-strong bg-surface px-2.5 pt-[7px] pb-2 text-12 leading-[18px]"
      style={{
        top: plotTopOf(1) + 1,
        ...(onLeft ? { right: axis.width - x + 12 } : { left: x + 12 }),
      }}
    >
      <table>
        <thead>
          <tr className="text-right text-fg-3 [&_th]:font-normal">
            <th scope="col" className="text-left font-semibold! text-fg">
              {words}
            </th>
            {["Bytes", "Seconds", "Headroom"].map((word) => (
              <th key={word} scope="col" className="pl-[13px]">
                {known ? word : ""}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {!known && (
            <tr>
              <td colSpan={4}>No data</td>
            </tr>
          )}
          {known &&
            frame.picked.lines.map((id, line) => (
              <tr key={id} className="whitespace-nowrap">
                <td className="flex items-center gap-[7px]">
                  <LineSample line={line} />
                  {nameOf(id)}
                </td>
                <td className="mono pl-[13px] text-right">{formatBytes(at("lagBytes", id))}</td>
                <td className="mono pl-[13px] text-right">{formatSeconds(at("lagSeconds", id))}</td>
                <td className="mono pl-[13px] text-right">{formatSeconds(at("headroomSeconds", id))}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}

/** A piece of a line, as it is drawn. */
export function LineSample({ line }: { line: number }) {
  const { colour, dash } = styleOf(line);
  return (
    <svg width="16" height="2" aria-hidden="true" className="flex-none">
      <path d="M0 1h16" stroke={colour} strokeWidth="2" strokeDasharray={dash} />
    </svg>
  );
}
