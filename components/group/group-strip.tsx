"use client";
import Link from "next/link";
import { useMemo } from "react";
import { usePast } from "@/components/live/past";
import { useBackups, useGroup } from "@/components/live/store";
import { Clock, TimeAgo } from "@/components/ui/time";
import { Value } from "@/components/ui/value";
import { formatBytes, formatCount } from "@/lib/format";
import { unprotectedSince } from "./unprotected";

/** The strip at the foot: how much is in no backup, and since when. */
export function GroupStrip({ groupId }: { groupId: string }) {
  const all = useBackups(groupId);
  const pastMs = usePast(groupId)?.atMs ?? null;
  const backups = useMemo(
    () => (pastMs === null ? all : all.filter(({ startedAt }) => Date.parse(startedAt) <= pastMs)),
    [all, pastMs],
  );
  const since = useGroup(groupId, (group) => {
    const found = unprotectedSince(group, backups);
    return found === null ? null : { ...found, source: nameOf(group, found.backup.instance) };
  });
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
  if (since === null)
    return (
      <footer className={strip}>
        <span>
          Unprotected: <strong className="font-semibold text-fg">everything</strong>. Tidemark{" "}
          {pastMs === null ? "knows" : "knew"} no good backup of this group.
        </span>
        <span className="flex-1" />
        {link}
      </footer>
    );
  const { backup, bytes, atMs, source } = since;
  return (
    <footer className={strip}>
      <span>Unprotected {pastMs === null ? "now" : "then"}</span>
      <strong className="live-value font-semibold text-16 text-fg">{formatBytes(bytes)}</strong>
      <span>
        <TimeAgo at={atMs} /> of writes
      </span>
      <span className="flex-1" />
      <span>
        Last {backup.state === "verified" ? "verified" : "saved"}{" "}
        <b className="font-semibold text-fg">
          <Clock at={atMs} />
        </b>{" "}
        from {source} at <Value>{formatCount(backup.offset)}</Value>
      </span>
      {link}
    </footer>
  );
}

const nameOf = (group: { instances: readonly { id: string; name: string }[] } | null, id: string): string =>
  group?.instances.find((instance) => instance.id === id)?.name ?? id;
