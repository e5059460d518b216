import clsx from "clsx";
import type { DropVerdict } from "./drop-verdict";

/** What a drop on this card would mean, above it. */
export function VerdictBadge({ verdict }: { verdict: DropVerdict }) {
  return (
    <span
      data-verdict={verdict.is}
      title={verdict.reason}
      className={clsx(
        "-top-3 pointer-events-none absolute left-2 z-10 flex h-[22px] max-w-[300px] items-center rounded border bg-surface px-2 font-medium text-12",
        verdict.is !== "valid" && "border-border text-fg-2",
        verdict.is === "valid" && verdict.letter === "P" && "border-strong text-fg",
        verdict.is === "valid" && verdict.letter !== "P" && "border-sync text-sync",
      )}
    >
      <span className="truncate">{verdict.words}</span>
    </span>
  );
}
