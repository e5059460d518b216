import type { Gap } from "./gaps";
import { BOX, heightFor, plotTopOf, ribbonTopOf, type TimeAxis, xOf } from "./geometry";
import type { Plot } from "./plots";

const tones = { warn: "var(--warn)", crit: "var(--crit)" };

/** Behind the lines: hatched stretches without data, scales, thresholds, and where something happened. */
export function Backdrop({
  axis,
  plots,
  gaps,
  marksMs,
  ribbons,
}: {
  axis: TimeAxis;
  plots: readonly Plot[];
  gaps: readonly Gap[];
  marksMs: readonly number[];
  ribbons: number;
}) {
  const right = xOf(axis, axis.toMs);
  const floor = ribbonTopOf(ribbons);
  return (
    <svg
      className="pointer-events-none absolute inset-0"
      width={axis.width}
      height={heightFor(ribbons)}
      aria-hidden="true"
    >
      <defs>
        <pattern
          id="gap-hatch"
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <path d="M0 0V6" stroke="var(--border)" strokeWidth="2.5" />
        </pattern>
      </defs>
      {gaps.map((gap) => (
        <GapBand key={`${gap.instance} ${gap.fromMs}`} gap={gap} axis={axis} ribbons={ribbons} />
      ))}
      {plots.map(({ metric, scale, thresholds }, index) => {
        const y = (at: number): number => plotTopOf(index) + BOX.plotHeight * (1 - at / scale.top);
        const level = (at: number): string => `M${BOX.left} ${y(at)}H${right}`;
        return (
          <g key={metric} fill="none" shapeRendering="crispEdges">
            {scale.ticks.map(({ at }) => (
              <path key={at} d={level(at)} stroke="var(--border)" strokeOpacity={0.6} />
            ))}
            {thresholds.map(({ at, tone, name }) => (
              <path
                key={name}
                d={level(at)}
                data-threshold={name}
                stroke={tones[tone]}
                strokeDasharray="3 3"
              />
            ))}
          </g>
        );
      })}
      {marksMs.map((at) => (
        <path
          key={at}
          d={markLine(xOf(axis, at), floor)}
          stroke="var(--border-strong)"
          strokeDasharray="1 2"
          shapeRendering="crispEdges"
        />
      ))}
    </svg>
  );
}

/** Through the plots and the ribbons, leaving out the titles. */
function markLine(x: number, floor: number): string {
  const plots = [0, 1, 2].map((index) => `M${x} ${plotTopOf(index)}v${BOX.plotHeight}`);
  return `${plots.join("")}M${x} ${ribbonTopOf(0)}V${floor}`;
}

/** Full where nobody has data, fainter where one instance has none. */
function GapBand({ gap, axis, ribbons }: { gap: Gap; axis: TimeAxis; ribbons: number }) {
  const x = Math.max(BOX.left, xOf(axis, gap.fromMs));
  const everybody = gap.instance === null;
  const rect = { x, width: Math.max(1, xOf(axis, gap.toMs) - x), fill: "url(#gap-hatch)" };
  return (
    <g data-gap={gap.instance ?? "all"} opacity={everybody ? 1 : 0.55}>
      {[0, 1, 2].map((index) => (
        <rect key={index} {...rect} y={plotTopOf(index)} height={BOX.plotHeight} />
      ))}
      {everybody && ribbons > 0 && <rect {...rect} y={ribbonTopOf(0)} height={ribbons * BOX.ribbonPitch} />}
    </g>
  );
}
