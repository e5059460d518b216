import { BOX, heightFor, type TimeAxis, xOf } from "./geometry";

/** Where the moment stands that the rest of the page shows. */
export function ShownLine({ axis, atMs, ribbons }: { axis: TimeAxis; atMs: number; ribbons: number }) {
  if (atMs < axis.fromMs || atMs > axis.toMs) return null;
  const x = xOf(axis, atMs);
  return (
    <g data-shown-at={atMs}>
      <path
        d={`M${x} ${BOX.plotTop}V${heightFor(ribbons) - BOX.axisHeight + 2}`}
        stroke="var(--sync)"
        strokeWidth="2"
      />
      <path d={`M${x - 5} ${BOX.plotTop - 6}h10l-5 6z`} fill="var(--sync)" />
    </g>
  );
}
