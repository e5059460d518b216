import { utcOf } from "@/components/ui/time";
import type { InstanceState } from "@/lib/topology/state";
import { BOX, heightFor, ribbonTopOf, type TimeAxis, xOf } from "./geometry";
import type { Stretch } from "./ribbons";
import type { TimeTick } from "./time-ticks";

/** How a state is drawn on a ribbon, so that it reads without colour: hairline, tick, hatch or solid. */
const looks: Record<InstanceState, { fill: string; height: number; least: number } | null> = {
  online: null,
  unknown: null,
  lagging: { fill: "var(--warn)", height: 9, least: 2 },
  syncing: { fill: "url(#sync-hatch)", height: 9, least: 3 },
  loading: { fill: "url(#sync-hatch)", height: 9, least: 3 },
  "link-down": { fill: "var(--crit)", height: 9, least: 3 },
  unreachable: { fill: "var(--crit)", height: 9, least: 3 },
  unreadable: { fill: "var(--crit)", height: 9, least: 3 },
};

/** One ribbon for each replica: hairline while healthy, nothing where there is no data. */
export function RibbonRows({
  axis,
  ribbons,
  nameOf,
}: {
  axis: TimeAxis;
  ribbons: readonly { readonly id: string; readonly stretches: readonly Stretch[] }[];
  nameOf: (id: string) => string;
}) {
  return (
    <g fontSize="12" fill="var(--text-3)">
      <defs>
        <pattern
          id="sync-hatch"
          width="5"
          height="5"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <path d="M0 0H5V5H0z" fill="var(--color-tint-sync)" />
          <path d="M1 0V5" stroke="var(--sync)" strokeWidth="2.5" />
        </pattern>
      </defs>
      {ribbons.map(({ id, stretches }, index) => {
        const middle = ribbonTopOf(index) + 5.5;
        return (
          <g key={id} data-ribbon={id}>
            <text x={BOX.left - 8} y={middle + 4} textAnchor="end">
              {nameOf(id)}
            </text>
            {stretches.map(({ fromMs, toMs, state }) => {
              if (state === "gap") return null;
              const x = xOf(axis, fromMs);
              const look = looks[state];
              const end = xOf(axis, toMs);
              return look === null ? (
                <path
                  key={fromMs}
                  d={`M${x} ${middle}H${end}`}
                  stroke="var(--border-strong)"
                  strokeDasharray={state === "unknown" ? "1 3" : undefined}
                  shapeRendering="crispEdges"
                />
              ) : (
                <rect
                  key={fromMs}
                  x={x}
                  y={middle - look.height / 2}
                  width={Math.max(look.least, end - x)}
                  height={look.height}
                  fill={look.fill}
                />
              );
            })}
          </g>
        );
      })}
    </g>
  );
}

/** Room the cursor's time takes beside the middle of a tick. */
const CURSOR_PX = 48;

/** The one time axis, in local time, UTC on hover. The cursor's time covers no tick: those near it are left out. */
export function TimeAxisRow({
  axis,
  ticks,
  rows,
  cursorMs,
}: {
  axis: TimeAxis;
  ticks: readonly TimeTick[];
  rows: number;
  cursorMs: number | null;
}) {
  const covered = (at: number) =>
    cursorMs !== null && Math.abs(xOf(axis, at) - xOf(axis, cursorMs)) < CURSOR_PX;
  const top = heightFor(rows) - BOX.axisHeight;
  return (
    <g fontSize="12" fill="var(--text-3)" textAnchor="middle">
      {ticks.map(({ atMs, text }) => (
        <g key={atMs}>
          <path d={`M${xOf(axis, atMs)} ${top + 2}v4`} stroke="var(--border-strong)" />
          {!covered(atMs) && (
            <text x={xOf(axis, atMs)} y={top + 20} pointerEvents="auto">
              <title>{utcOf(atMs)}</title>
              {text}
            </text>
          )}
        </g>
      ))}
    </g>
  );
}
