"use client";
import type { ReactNode } from "react";
import { useInstance } from "@/components/live/store";
import { readerMost } from "@/components/topology/heartbeat";
import { useFacts } from "@/components/topology/use-facts";
import { Meter } from "@/components/ui/meter";
import { textTone } from "@/components/ui/tone";
import { formatBytes, formatCount, formatRate, formatSeconds } from "@/lib/format";

/** The instance in figures: what a replica is behind, what a primary writes. */
export function Figures({ groupId, instanceId }: { groupId: string; instanceId: string }) {
  const facts = useFacts(groupId, instanceId);
  const more = useInstance(groupId, instanceId, (instance) => ({
    error: instance?.lagSecondsError ?? null,
    readerSeconds: instance?.heartbeat?.lagSeconds ?? null,
    readerMost: readerMost(instance?.heartbeat ?? null),
    ops: instance?.opsPerSecond ?? null,
    clients: instance?.connectedClients ?? null,
    used: instance?.memory?.usedBytes ?? null,
    max: instance?.memory?.maxBytes ?? null,
    keys: instance?.keys ?? null,
    replicas: instance?.replicas.length ?? null,
    slots: instance?.cluster?.slots ?? null,
    node: instance?.cluster?.nodeId ?? null,
  }));
  if (facts === null) return null;
  const tone = facts.verdictTone === "calm" ? "" : textTone[facts.verdictTone];
  return (
    <dl className="grid grid-cols-2 border-b bg-surface sm:flex sm:flex-wrap sm:px-5">
      {facts.role === "primary" ? (
        <>
          <Figure label="offset">{facts.offset}</Figure>
          <Figure label="writes">{formatRate(facts.writeBytesPerSecond)}</Figure>
          <Figure label="replicas">{formatCount(more.replicas)}</Figure>
        </>
      ) : (
        <>
          <Figure label="behind">{facts.bytesBehind}</Figure>
          <Figure
            label="behind in time"
            note={more.error === null || more.error < 0.1 ? null : `± ${formatSeconds(more.error)}`}
          >
            {facts.secondsBehind}
          </Figure>
          {more.readerSeconds !== null && (
            <Figure label="a reader sees (heartbeat)" note={`at most ${more.readerMost}`}>
              {formatSeconds(more.readerSeconds)} old
            </Figure>
          )}
          <Figure label="last ACK">{facts.lastAck}</Figure>
        </>
      )}
      <Figure
        label={facts.role === "primary" ? "backlog covers" : `reconnect: ${facts.verdictWord.toLowerCase()}`}
      >
        <span className="flex items-center gap-2.5" title={facts.verdictReason}>
          <span className={tone}>{facts.verdictValue}</span>
          <span className="w-16">
            <Meter value={facts.verdictShare} max={1} tone={facts.verdictTone} />
          </span>
        </span>
      </Figure>
      {facts.role !== "primary" && <Figure label="offset">{facts.offset}</Figure>}
      {more.node !== null && (
        <Figure label="cluster node" note={more.slots === 0 ? null : `${formatCount(more.slots)} slots`}>
          <span title={more.node}>{more.node.slice(0, 8)}</span>
        </Figure>
      )}
      <Figure label="commands a second">{formatCount(more.ops)}</Figure>
      <Figure label="clients">{formatCount(more.clients)}</Figure>
      <Figure label="keys">{formatCount(more.keys)}</Figure>
      <Figure label={more.max === null ? "memory" : `memory of ${formatBytes(more.max)}`}>
        {formatBytes(more.used)}
      </Figure>
    </dl>
  );
}

function Figure({ label, note, children }: { label: string; note?: string | null; children: ReactNode }) {
  return (
    <div className="flex min-h-16 flex-col-reverse justify-center gap-0.5 px-4 py-1.5 max-sm:even:border-l max-sm:[&:nth-child(n+3)]:border-t sm:not-first:border-l sm:px-5 sm:first:pl-0">
      <dt className="whitespace-nowrap text-12 text-fg-2">{label}</dt>
      <dd className="live-value whitespace-nowrap font-semibold text-16">
        {children}
        {note != null && <span className="ml-1.5 font-normal text-12 text-fg-3">{note}</span>}
      </dd>
    </div>
  );
}
