"use client";
import clsx from "clsx";
import Link from "next/link";
import { unknownWords } from "@/components/backups/protection-words";
import { TideGauge } from "@/components/backups/tide-gauge";
import { useProtection } from "@/components/backups/use-protection";
import { usePast } from "@/components/live/past";
import { useBackups, useGroup, useHealth } from "@/components/live/store";
import { Clock } from "@/components/ui/time";
import { Value } from "@/components/ui/value";
import { formatBytes, formatCount, formatSeconds } from "@/lib/format";

/** The strip at the foot: how much is in no verified backup, and for how long. */
export function GroupStrip({ groupId }: { groupId: string }) {
  const protection = useProtection(groupId, (it) => it);
  const source = useBackups(groupId).find(({ id }) => id === protection?.backup)?.instance ?? null;
  const name = useGroup(
    groupId,
    (group) => group?.instances.find((instance) => instance.id === source)?.name ?? source,
  );
  const maxAgeSeconds = useHealth()?.backups.maxAgeSeconds ?? null;
  const present = usePast(groupId) === null;
  const link = (
    <Link
      href={`/backups?group=${encodeURIComponent(groupId)}`}
      className="text-fg-2 hover:text-fg hover:underline"
    >
      Backups
    </Link>
  );
  const strip =
    "gutter flex min-h-12 flex-wrap items-center gap-x-5 gap-y-1 border-t bg-surface py-2 text-fg-2";
  if (protection === null)
    return (
      <footer className={strip}>
        <span>
          Unprotected: <strong className="font-semibold text-fg">everything</strong>. Tidemark{" "}
          {present ? "knows" : "knew"} no verified backup of this group.
        </span>
        <span className="flex-1" />
        {link}
      </footer>
    );
  const { bytes, unknown, seconds, at, offset } = protection;
  const late = maxAgeSeconds !== null && seconds > maxAgeSeconds;
  return (
    <footer className={strip}>
      <span>Unprotected {present ? "now" : "then"}</span>
      <strong className="live-value font-semibold text-16 text-fg">{formatBytes(bytes)}</strong>
      {unknown !== null && <span className="text-12">{unknownWords[unknown]}</span>}
      <span className={clsx("live-value", late && "font-medium text-warn")}>
        {formatSeconds(seconds)} since the last verified backup
      </span>
      {maxAgeSeconds !== null && (
        <>
          <TideGauge seconds={seconds} maxAgeSeconds={maxAgeSeconds} className="w-24 lg:w-64" />
          <span className="text-12">at most {formatSeconds(maxAgeSeconds)}</span>
        </>
      )}
      <span className="flex-1" />
      <span>
        <b className="font-semibold text-fg">
          <Clock at={at} />
        </b>{" "}
        {name !== null && `from ${name} `}at <Value>{formatCount(offset)}</Value>
      </span>
      {link}
    </footer>
  );
}
