"use client";
import { useSpark } from "@/components/live/store";
import { Meter } from "@/components/ui/meter";
import { Sparkline } from "@/components/ui/sparkline";
import { StateWordMark } from "@/components/ui/state-pill";
import { textTone, toneOfState } from "@/components/ui/tone";
import { shorten } from "@/lib/format";
import { Drum } from "./drum";
import type { Facts } from "./facts";
import { secondsTitle } from "./heartbeat";
import { RoleWord } from "./role-word";

/** Border of a card: the state's colour only where there is a problem. */
export function cardBorder({ state, role }: Facts): string {
  const tone = toneOfState(state);
  if (tone === "crit") return "border-crit";
  if (tone === "warn") return "border-warn";
  if (tone === "sync") return "border-sync";
  if (tone === "off") return "border-off";
  return role === "primary" ? "border-strong" : "border-border";
}

/** The tone of the words beside the meter: a healthy one takes none. */
export const verdictText = (facts: Facts): string =>
  facts.verdictTone === "calm" ? "text-fg" : textTone[facts.verdictTone];

/** Drum and name, shortened in the middle so that the port stays. */
export function CardName({ facts }: { facts: Facts }) {
  return (
    <>
      <Drum filled={facts.role === "primary"} />
      <span
        className="truncate font-medium font-mono text-13 leading-[18px] tracking-[-0.02em]"
        title={facts.name}
      >
        {shorten(facts.name)}
      </span>
    </>
  );
}

/** Bytes and seconds behind with the last minute's line; for a primary, its offset. */
export function CardFigures({
  groupId,
  instanceId,
  facts,
  sparkPx,
}: {
  groupId: string;
  instanceId: string;
  facts: Facts;
  sparkPx: number;
}) {
  if (facts.role === "primary")
    return (
      <>
        <span className="live-value truncate font-mono tracking-[-0.02em]">{facts.offset}</span>
        <span className="ml-auto text-fg-3">offset</span>
      </>
    );
  return (
    <>
      <span className="live-value whitespace-nowrap font-mono tracking-[-0.02em]">{facts.bytesBehind}</span>
      <span
        className="live-value ml-2 whitespace-nowrap font-mono text-fg-2 tracking-[-0.02em]"
        title={secondsTitle(facts)}
      >
        {facts.secondsBehind}
      </span>
      <span className="ml-auto">
        <Spark groupId={groupId} instanceId={instanceId} facts={facts} widthPx={sparkPx} />
      </span>
    </>
  );
}

export function Spark({
  groupId,
  instanceId,
  facts,
  widthPx,
}: {
  groupId: string;
  instanceId: string;
  facts: Facts;
  widthPx: number;
}) {
  const values = useSpark(groupId, instanceId);
  return <Sparkline values={values} tone={toneOfState(facts.state)} width={widthPx} height={18} />;
}

/** The face of a card of 208 by 92: four rows of 18. Rows one and two leave room for controls at the right. */
export function CardFace({
  groupId,
  instanceId,
  facts,
}: {
  groupId: string;
  instanceId: string;
  facts: Facts;
}) {
  return (
    <div className="grid grid-rows-[repeat(4,18px)] text-12 leading-[18px]">
      <div className="flex min-w-0 items-center gap-1.5 pr-7">
        <CardName facts={facts} />
      </div>
      <div className="flex min-w-0 items-center justify-between gap-1.5">
        <StateWordMark state={facts.state}>
          <span className="truncate">{facts.stateText}</span>
        </StateWordMark>
        <span className="card-role flex-none">
          <RoleWord role={facts.role} detached={facts.detached} />
        </span>
      </div>
      <div className="flex min-w-0 items-center">
        <CardFigures groupId={groupId} instanceId={instanceId} facts={facts} sparkPx={56} />
      </div>
      <div className="flex min-w-0 items-center gap-2" title={facts.verdictReason}>
        <span className={`live-value whitespace-nowrap ${verdictText(facts)}`}>
          {facts.verdictWord} {facts.verdictValue}
        </span>
        <span className="flex-1">
          <Meter value={facts.verdictShare} max={1} tone={facts.verdictTone} />
        </span>
      </div>
    </div>
  );
}
