"use client";
import clsx from "clsx";
import Link from "next/link";
import { liveStore, useHealth, useNow } from "@/components/live/store";
import { groupHref } from "@/components/shell/pages";
import type { Group } from "@/lib/contract";
import { formatBytes, formatSeconds, UNKNOWN } from "@/lib/format";
import { unknownWords } from "./protection-words";
import { TideGauge } from "./tide-gauge";

/** The page has more to show than every group of a large fleet. */
const MOST = 12;

/** Those without any backup first, then by what would be lost; unknown amounts by their age. */
function worstFirst(a: Group, b: Group): number {
  const weight = ({ protection }: Group): number => protection?.bytes ?? Number.NEGATIVE_INFINITY;
  return (
    Number(a.protection !== null) - Number(b.protection !== null) ||
    weight(b) - weight(a) ||
    (b.protection?.seconds ?? 0) - (a.protection?.seconds ?? 0) ||
    a.name.localeCompare(b.name)
  );
}

/** What of each group is in no verified backup, live: told once a second, however many groups there are. */
export function UnprotectedPanel({ only }: { only: string | null }) {
  useNow(true);
  const maxAgeSeconds = useHealth()?.backups.maxAgeSeconds ?? null;
  const all = Object.values(liveStore.getState().view.groups).filter(
    ({ id }) => only === null || id === only,
  );
  const groups = all.toSorted(worstFirst);
  const known = groups.flatMap(({ protection }) => protection?.bytes ?? []);
  const bytes = known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0);
  if (groups.length === 0) return null;
  return (
    <section aria-labelledby="unprotected-now" className="border-b px-5 py-4 max-sm:px-4">
      <h2 id="unprotected-now" className="font-semibold">
        Unprotected now
      </h2>
      <p className="pt-1.5 text-12 text-fg-2">
        <strong className="live-value mr-2 font-semibold text-20 text-fg">{formatBytes(bytes)}</strong>
        {bytes === null
          ? "no verified backup to count from"
          : `since the last verified backup${known.length === 1 ? "" : "s"}`}
      </p>
      <ul className="pt-2">
        {groups.slice(0, MOST).map((group) => (
          <Row key={group.id} group={group} maxAgeSeconds={maxAgeSeconds} />
        ))}
      </ul>
      {groups.length > MOST && (
        <p className="pt-1 text-12 text-fg-3">and {groups.length - MOST} more groups</p>
      )}
      {maxAgeSeconds !== null && (
        <p className="pt-2 text-12 text-fg-3">
          The last tick is the age at which a new one is asked for: {formatSeconds(maxAgeSeconds)}.
        </p>
      )}
    </section>
  );
}

function Row({
  group: { id, name, protection },
  maxAgeSeconds,
}: {
  group: Group;
  maxAgeSeconds: number | null;
}) {
  const late = protection !== null && maxAgeSeconds !== null && protection.seconds > maxAgeSeconds;
  return (
    <li
      data-unprotected={id}
      className="grid min-h-7 grid-cols-[minmax(0,1fr)_60px_72px_66px] items-center gap-x-2 text-12"
    >
      <Link href={groupHref(id)} className="truncate font-medium hover:underline">
        {name}
      </Link>
      {protection === null || maxAgeSeconds === null ? (
        <span />
      ) : (
        <TideGauge seconds={protection.seconds} maxAgeSeconds={maxAgeSeconds} />
      )}
      <span
        className="live-value text-right"
        title={protection?.unknown == null ? undefined : `Not known: ${unknownWords[protection.unknown]}`}
      >
        {protection === null ? <span className="text-fg-3">{UNKNOWN}</span> : formatBytes(protection.bytes)}
        {protection?.unknown != null && <span className="sr-only">: {unknownWords[protection.unknown]}</span>}
      </span>
      <span
        className={clsx("live-value text-right", protection === null || late ? "text-warn" : "text-fg-2")}
      >
        {protection === null ? "never" : formatSeconds(protection.seconds)}
      </span>
    </li>
  );
}
