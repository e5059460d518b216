import { spread } from "./end-labels";
import type { Frame } from "./frame";
import { BOX, plotTopOf, type TimeAxis, xOf } from "./geometry";
import { styleOf } from "./palette";
import type { Plot } from "./plots";

/** Names at the right end of the lines, each with a leader to its last value. A line without one has no label. */
export function EndLineLabels({
  frame,
  plots,
  axis,
  nameOf,
}: {
  frame: Frame;
  plots: readonly Plot[];
  axis: TimeAxis;
  nameOf: (id: string) => string;
}) {
  const right = xOf(axis, axis.toMs);
  return (
    <g fontSize="12" fontWeight="500" fill="var(--text)">
      {plots.map(({ metric, scale }, index) => {
        const top = plotTopOf(index);
        const ends = frame.picked.lines.flatMap((id, line) => {
          const value = frame.values[metric][id]?.at(-1) ?? null;
          if (value === null) return [];
          const share = Math.min(1, scale.plot(value) / scale.top);
          return [{ id, line, y: top + BOX.plotHeight * (1 - share) }];
        });
        const placed = spread(
          ends.map(({ y }) => y),
          top + 4,
          top + BOX.plotHeight,
        );
        return (
          <g key={metric}>
            {ends.map(({ id, line, y }, i) => (
              <g key={id}>
                <path
                  d={`M${right + 1} ${y}L${right + 7} ${placed[i] ?? y}`}
                  stroke={styleOf(line).colour}
                  fill="none"
                />
                <text x={right + 10} y={(placed[i] ?? y) + 4}>
                  {nameOf(id)}
                </text>
              </g>
            ))}
          </g>
        );
      })}
    </g>
  );
}
