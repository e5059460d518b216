"use client";
import clsx from "clsx";
import { useGroup } from "@/components/live/store";
import { TimeAgo } from "@/components/ui/time";
import { formatBytes, formatCount } from "@/lib/format";
import { backlogView } from "./backlog-view";

/** The upstream's backlog to scale. What is filled is the headroom: it is used up when its end reaches the left. */
export function BacklogBar({ groupId, instanceId }: { groupId: string; instanceId: string }) {
  const text = useGroup(groupId, (group) => {
    const self = group?.instances.find(({ id }) => id === instanceId);
    if (group === null || self === undefined) return null;
    const own = self.role === "primary";
    const holder = own ? self : group.instances.find(({ id }) => id === self.upstream);
    if (holder === undefined) return null;
    return backlogView(holder, own ? group.instances.filter(({ upstream }) => upstream === self.id) : [self]);
  });
  if (text === null) return null;
  const { holder, sizeBytes, firstOffset, lastOffset, marks, strangers } = text;
  const shares = marks.flatMap(({ share }) => share ?? []);
  const least = shares.length === 0 ? null : Math.min(...shares);
  const gone = marks.filter(({ share }) => share === null);
  return (
    <section aria-label="Backlog" className="gutter border-b bg-surface py-3">
      <div className="flex flex-wrap items-baseline gap-x-2">
        <h2 className="font-semibold">Backlog of {holder}</h2>
        <span className="text-fg-3">{formatBytes(sizeBytes)} kept for a reconnect</span>
      </div>
      <div className="relative mt-2 h-6">
        <div className="absolute inset-x-0 top-2 h-2 rounded-sm bg-inset" />
        {least !== null && (
          <div
            className={clsx("absolute top-2 left-0 h-2 rounded-sm", least > 0.25 ? "bg-calm" : "bg-warn")}
            style={{ width: `${least * 100}%` }}
          />
        )}
        {marks.map(
          ({ id, name, share, offset }) =>
            share !== null && (
              <span
                key={id}
                title={`${name} at ${formatCount(offset)}`}
                className="-translate-x-1/2 absolute top-0 text-fg"
                style={{ left: `${share * 100}%` }}
              >
                <svg width="10" height="24" viewBox="0 0 10 24" aria-hidden="true">
                  <path d="M5 9 1 1h8z" fill="currentColor" />
                  <path d="M5 9v9" stroke="currentColor" strokeWidth="1.25" />
                </svg>
              </span>
            ),
        )}
      </div>
      <div className="flex flex-wrap justify-between gap-x-4 text-12 text-fg-3">
        <span>
          <span className="live-value">{formatCount(firstOffset)}</span> oldest byte kept
        </span>
        {marks.length === 1 && marks[0]?.share != null && (
          <span className="text-fg-2">
            {marks[0].name} at <span className="live-value">{formatCount(marks[0].offset)}</span>,{" "}
            <span className="live-value">{formatBytes(lastOffset - marks[0].offset)}</span> behind
          </span>
        )}
        <span>
          <span className="live-value">{formatCount(lastOffset)}</span> now
        </span>
      </div>
      {gone.map(({ id, name, pastSince, copyBytes }) => (
        <p key={id} className="mt-1 text-12 text-crit">
          {name}: the next byte left the backlog{" "}
          {pastSince === null ? "before Tidemark looked" : <TimeAgo at={pastSince} suffix=" ago" />}. A
          reconnect is a full resync{copyBytes !== null && `, at most ${formatBytes(copyBytes)} to copy`}.
        </p>
      ))}
      {strangers.length > 0 && (
        <p className="mt-1 text-12 text-fg-2">
          {strangers.join(", ")}: on another history, so the offsets cannot be compared.
        </p>
      )}
    </section>
  );
}
