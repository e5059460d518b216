"use client";
import clsx from "clsx";
import { memo } from "react";
import { useGroup } from "@/components/live/store";
import { InstanceActionsMenu } from "@/components/runs/instance-actions-menu";
import { Meter } from "@/components/ui/meter";
import { StateWordMark } from "@/components/ui/state-pill";
import { StateShape } from "@/components/ui/state-shape";
import { formatBytes, formatSeconds } from "@/lib/format";
import { CardFigures, CardName, cardBorder, verdictText } from "./card-face";
import { Drum } from "./drum";
import { RoleWord } from "./role-word";
import { useFacts } from "./use-facts";
import { worstOf } from "./worst";

const face =
  "grid h-[92px] grid-rows-[repeat(4,18px)] rounded-md border px-[11px] py-[9px] text-12 leading-[18px]";
const line = "flex min-w-0 items-center gap-1.5";

/** An instance as wide as the page: the same facts as on the graph's card, the verdict beside the state. */
export const TreeCard = memo(function TreeCard({
  groupId,
  instanceId,
}: {
  groupId: string;
  instanceId: string;
}) {
  const facts = useFacts(groupId, instanceId);
  if (facts === null) return null;
  return (
    <article
      aria-label={facts.sentence}
      data-instance={instanceId}
      data-role={facts.role}
      data-state={facts.state}
      className={clsx(face, "bg-surface", cardBorder(facts))}
    >
      <div className={line}>
        <CardName facts={facts} />
        <span className="ml-auto">
          <RoleWord role={facts.role} detached={facts.detached} />
        </span>
        <span className="-mr-1">
          <InstanceActionsMenu groupId={groupId} instanceId={instanceId} />
        </span>
      </div>
      <div className={line}>
        <StateWordMark state={facts.state}>{facts.stateText}</StateWordMark>
        <span
          className={`live-value ml-auto truncate ${facts.verdictTone === "calm" ? "text-fg-2" : verdictText(facts)}`}
        >
          {facts.verdictWord} {facts.verdictValue}
        </span>
        {facts.verdictLetter !== null && (
          <b
            className={`h-[17px] w-[17px] flex-none rounded-[3px] border text-center font-semibold leading-[15px] ${
              facts.verdictTone === "calm" ? "text-fg-2" : verdictText(facts)
            }`}
          >
            {facts.verdictLetter}
          </b>
        )}
      </div>
      <div className="flex min-w-0 items-center">
        <CardFigures groupId={groupId} instanceId={instanceId} facts={facts} sparkPx={84} />
      </div>
      <div className="flex items-center">
        <span className="flex-1">
          <Meter value={facts.verdictShare} max={1} tone={facts.verdictTone} />
        </span>
      </div>
    </article>
  );
});

export function GhostCard({ id }: { id: string }) {
  return (
    <article className={clsx(face, "border-strong border-dashed bg-bg text-fg-2")}>
      <div className={line}>
        <Drum filled={false} />
        <span className="truncate font-medium font-mono text-13">{id}</span>
      </div>
      <p className="row-span-2">Not watched. A replica names it as its upstream.</p>
    </article>
  );
}

export function StackCard({
  groupId,
  members,
  open,
  onToggle,
}: {
  groupId: string;
  members: readonly string[];
  open: boolean;
  onToggle: () => void;
}) {
  const worst = useGroup(groupId, (group) => worstOf(group, members));
  return (
    <button
      type="button"
      aria-expanded={open}
      onClick={onToggle}
      className={clsx(face, "w-full bg-surface text-left")}
    >
      <span className={`${line} font-medium text-13`}>
        <StateShape state="online" />
        {members.length} online
      </span>
      <span className="text-fg-3">worst of {members.length}</span>
      <span className="live-value font-mono">
        {formatBytes(worst.lagBytes)}{" "}
        <span className="ml-1 text-fg-2">{formatSeconds(worst.lagSeconds)}</span>
      </span>
      <span className="text-fg-2">{open ? "Show as one" : "Show each"}</span>
    </button>
  );
}
