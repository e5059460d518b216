"use client";
import clsx from "clsx";
import Link from "next/link";
import { memo } from "react";
import { useGroup } from "@/components/live/store";
import { InstanceActionsMenu } from "@/components/runs/instance-actions-menu";
import { instanceHref } from "@/components/shell/pages";
import { Meter } from "@/components/ui/meter";
import { StateWordMark } from "@/components/ui/state-pill";
import { textTone, toneOfState } from "@/components/ui/tone";
import { formatBytes, formatRate, formatSeconds, UNKNOWN } from "@/lib/format";
import { Spark, verdictText } from "./card-face";
import { Drum } from "./drum";
import type { Facts } from "./facts";
import { secondsTitle } from "./heartbeat";
import { RoleWord } from "./role-word";
import { Frame, type RowProps, TreeCell } from "./table-frame";
import { useFacts } from "./use-facts";
import { worstOf } from "./worst";

const number = "live-value whitespace-nowrap pr-5 text-right";

const plural = (n: number, one: string): string => `${n} ${one}${n === 1 ? "" : "s"}`;

/** An instance: the same facts as on its card. */
export const InstanceRow = memo(function InstanceRow({
  selected,
  onSelect,
  ...common
}: RowProps & { selected: boolean; onSelect: (id: string) => void }) {
  const { row, groupId, onFold } = common;
  const facts = useFacts(groupId, row.id);
  if (facts === null) return null;
  return (
    <Frame {...common} selected={selected} onSelect={onSelect} label={facts.sentence}>
      <TreeCell row={row} onFold={onFold}>
        <Drum filled={facts.role === "primary"} />
        <Link
          href={instanceHref(row.id)}
          tabIndex={-1}
          title={facts.name}
          className="mono truncate font-medium hover:underline"
        >
          {facts.name}
        </Link>
        {row.below > 0 && <span className="whitespace-nowrap text-fg-3">{plural(row.below, "replica")}</span>}
      </TreeCell>
      <td>
        <RoleWord role={facts.role} detached={facts.detached} />
      </td>
      <td data-cell="state">
        <StateWordMark state={facts.state}>{facts.stateText}</StateWordMark>
      </td>
      <td data-cell="bytes" className={number}>
        {facts.bytesBehind}
      </td>
      <td data-cell="seconds" title={secondsTitle(facts)} className={clsx(number, secondsTone(facts))}>
        {facts.secondsBehind}
      </td>
      <td className={`${number} text-fg-2`}>{facts.lastAck}</td>
      <td className={`${number} mono`}>{facts.offset}</td>
      <td data-cell="verdict" title={facts.verdictReason}>
        <VerdictCell facts={facts} />
      </td>
      <td>
        {facts.role === "primary" ? (
          <span className="live-value text-fg-3">writes {formatRate(facts.writeBytesPerSecond)}</span>
        ) : (
          <Spark groupId={groupId} instanceId={row.id} facts={facts} widthPx={150} />
        )}
      </td>
      <td>
        <InstanceActionsMenu groupId={groupId} instanceId={row.id} />
      </td>
    </Frame>
  );
});

function secondsTone({ state }: Facts): string | false {
  const tone = toneOfState(state);
  return (tone === "crit" || tone === "warn") && textTone[tone];
}

function VerdictCell({ facts }: { facts: Facts }) {
  return (
    <span className="grid grid-cols-[64px_64px_80px] items-center whitespace-nowrap">
      <span className={facts.role === "primary" ? "text-fg-3" : verdictText(facts)}>{facts.verdictWord}</span>
      <span className="live-value pr-3 text-right">{facts.verdictValue}</span>
      <Meter value={facts.verdictShare} max={1} tone={facts.verdictTone} />
    </span>
  );
}

/** A stack of healthy replicas with its worst figures, or an upstream nobody watches. */
export const PlainRow = memo(function PlainRow(common: RowProps) {
  const { row, groupId, onFold } = common;
  const worst = useGroup(groupId, (group) => worstOf(group, row.members));
  const stack = row.kind === "stack";
  const name = stack ? `${row.members.length} online` : row.id;
  const count = row.members.length;
  return (
    <Frame {...common} label={stack ? `${count} replicas online` : `${row.id}, not watched`}>
      <TreeCell row={row} onFold={onFold}>
        {!stack && <Drum filled={false} />}
        <span className={stack ? "text-fg-2" : "mono text-fg-2"}>{name}</span>
      </TreeCell>
      <td className="text-fg-3">{stack ? "Replica" : UNKNOWN}</td>
      <td className="text-fg-3">{stack ? `worst of ${count}` : "Not watched"}</td>
      <td className={number}>{formatBytes(worst.lagBytes)}</td>
      <td className={number}>{formatSeconds(worst.lagSeconds)}</td>
      <td className={`${number} text-fg-2`}>{formatSeconds(worst.lastAckSeconds)}</td>
      <td className={`${number} text-fg-3`}>{UNKNOWN}</td>
      <td>
        {stack && (
          <span className="grid grid-cols-[64px_64px_80px] whitespace-nowrap">
            <span>Headroom</span>
            <span className="live-value pr-3 text-right">{formatSeconds(worst.headroomSeconds)}</span>
          </span>
        )}
      </td>
      <td />
      <td />
    </Frame>
  );
});
