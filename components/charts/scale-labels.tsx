import { BOX, plotTopOf, type TimeAxis, xOf } from "./geometry";
import type { Plot, Threshold } from "./plots";

const yOf = (index: number, share: number): number => plotTopOf(index) + BOX.plotHeight * (1 - share);
const colourAt = (thresholds: readonly Threshold[], at: number): string | undefined => {
  const tone = thresholds.find((threshold) => threshold.at === at)?.tone;
  return tone === undefined ? undefined : tones[tone];
};

const tones = { warn: "var(--warn)", crit: "var(--crit)" };

/** Parts a name from the lines that run behind it. */
const halo = { stroke: "var(--surface)", strokeWidth: 3, paintOrder: "stroke" } as const;

/** Room a threshold's name takes above its line; without it, it stands below. */
const LABEL_PX = 14;

/** The scale left of each plot, and the thresholds' names on their lines. A threshold's value takes its colour. */
export function ScaleLabels({ plots, axis }: { plots: readonly Plot[]; axis: TimeAxis }) {
  return (
    <g fontSize="12" fill="var(--text-3)">
      {plots.map(({ metric, scale, thresholds }, index) => (
        <g key={metric}>
          <path
            d={`M${BOX.left} ${yOf(index, 0) + 0.5}H${xOf(axis, axis.toMs)}`}
            stroke="var(--border-strong)"
            shapeRendering="crispEdges"
          />
          {scale.ticks.map(({ at, label }) => (
            <text
              key={at}
              x={BOX.left - 8}
              y={yOf(index, at / scale.top) + 4}
              textAnchor="end"
              fill={colourAt(thresholds, at)}
            >
              {label}
            </text>
          ))}
          {thresholds.map(({ at, tone, name }) => {
            const y = yOf(index, at / scale.top);
            const above = y - LABEL_PX > plotTopOf(index);
            return (
              <text key={name} x={BOX.left + 6} y={above ? y - 5 : y + 13} fill={tones[tone]} {...halo}>
                {name}
              </text>
            );
          })}
        </g>
      ))}
    </g>
  );
}
