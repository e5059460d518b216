import clsx from "clsx";
import { shareOfAge } from "./protection-words";

/** How much of the time a backup may be old has run: quarters are ticked, and what is past its time is amber. The words stand beside it. */
export function TideGauge({
  seconds,
  maxAgeSeconds,
  className,
}: {
  seconds: number;
  maxAgeSeconds: number;
  className?: string;
}) {
  const share = shareOfAge(seconds, maxAgeSeconds);
  return (
    <span aria-hidden="true" className={clsx("relative block h-2.5", className)}>
      <span className="absolute inset-x-0 top-1/2 h-px bg-strong" />
      {[0, 1, 2, 3, 4].map((quarter) => (
        <span
          key={quarter}
          className={clsx("absolute w-px bg-strong", quarter % 4 === 0 ? "inset-y-0" : "inset-y-[3px]")}
          style={{ left: `calc(${quarter * 25}% - ${quarter === 4 ? 1 : 0}px)` }}
        />
      ))}
      <span
        className={clsx(
          "absolute top-1/2 left-0 h-1 -translate-y-1/2 rounded-full",
          share > 1 ? "bg-warn" : "bg-fg-2",
        )}
        style={{ width: `${Math.min(100, Math.max(1, share * 100))}%` }}
      />
    </span>
  );
}
