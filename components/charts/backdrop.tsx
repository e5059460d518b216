import type { Gap } from "./gaps";
import { BOX, heightFor, plotTopOf, ribbonTopOf, type TimeAxis, xOf } from "./geometry";

/** Behind the lines: hatched stretches without data, from the titles down through the ribbons. */
export function Backdrop({ axis, gaps, ribbons }: { axis: TimeAxis; gaps: readonly Gap[]; ribbons: number }) {
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
      {gaps.map((gap) => {
        const x = Math.max(BOX.left, xOf(axis, gap.fromMs));
        const width = Math.max(1, xOf(axis, gap.toMs) - x);
        const rect = { x, width, fill: "url(#gap-hatch)", opacity: gap.instance === null ? 1 : 0.55 };
        return (
          <g key={`${gap.instance} ${gap.fromMs}`} data-gap={gap.instance ?? "all"}>
            {[0, 1, 2].map((index) => (
              <rect key={index} {...rect} y={plotTopOf(index)} height={BOX.plotHeight} />
            ))}
            {gap.instance === null && ribbons > 0 && (
              <rect {...rect} y={ribbonTopOf(0)} height={ribbons * BOX.ribbonPitch} />
            )}
          </g>
        );
      })}
    </svg>
  );
}
