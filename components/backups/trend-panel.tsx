"use client";
import clsx from "clsx";
import { useGroupName } from "@/components/runs/use-group-options";
import { backupWords } from "@/components/runs/wording";
import { formatClock } from "@/components/ui/time";
import type { Backup } from "@/lib/contract";
import { formatBytes } from "@/lib/format";
import { sizeChange, trendOf } from "./trend";

const MOST = 30;

/** How large the last backups of a group were: a size that falls off is seen at once. */
export function TrendPanel({ group, backups }: { group: string; backups: readonly Backup[] }) {
  const name = useGroupName(group);
  const bars = trendOf(backups, MOST);
  const change = sizeChange(bars);
  if (bars.length < 2) return null;
  const bad = bars.filter(({ state }) => state === "failed" || state === "damaged").length;
  return (
    <section aria-labelledby="size-trend" className="px-5 py-4 max-sm:px-4">
      <div className="flex items-baseline justify-between gap-3">
        <h2 id="size-trend" className="truncate font-semibold">
          {name}, last {bars.length}
        </h2>
        <span className="whitespace-nowrap text-12 text-fg-3">
          {bad === 0 ? "none failed" : `${bad} failed or damaged`}
        </span>
      </div>
      <ul aria-label={`Sizes of the last backups of ${name}`} className="flex h-14 items-end gap-[3px] pt-2">
        {bars.map((bar) => {
          const words = `${formatClock(Date.parse(bar.at), Date.now())}: ${backupWords[bar.state].word}, ${formatBytes(bar.sizeBytes)}`;
          const lost = bar.state === "failed" || bar.state === "damaged";
          return (
            <li key={bar.id} title={words} className="flex h-full min-w-0 max-w-4 flex-1 items-end">
              <span className="sr-only">{words}</span>
              <span
                aria-hidden="true"
                className={clsx(
                  "block w-full rounded-t-[2px]",
                  lost ? "border border-crit border-dashed bg-tint-crit" : "bg-fg-3",
                )}
                style={{ height: bar.sizeBytes === null ? "100%" : `${Math.max(6, bar.share * 100)}%` }}
              />
            </li>
          );
        })}
      </ul>
      <p className="pt-1.5 text-12 text-fg-2">
        {change === null
          ? "Fewer than two sizes are known."
          : `From ${formatBytes(change.from)} to ${formatBytes(change.to)}.`}
      </p>
    </section>
  );
}
