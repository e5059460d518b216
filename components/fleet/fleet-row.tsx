"use client";
import clsx from "clsx";
import Link from "next/link";
import { memo } from "react";
import { unknownWords } from "@/components/backups/protection-words";
import { useHealth, useSpark } from "@/components/live/store";
import { groupHref } from "@/components/shell/pages";
import { Meter } from "@/components/ui/meter";
import { Sparkline } from "@/components/ui/sparkline";
import { useSeen } from "@/components/ui/use-seen";
import { formatBytes, formatRate, formatSeconds } from "@/lib/format";
import { fleetGrid } from "./columns";
import { GroupMenu } from "./group-menu";
import { ReasonLine } from "./reason-line";
import { ReplicaTicks } from "./replica-ticks";
import type { FleetRow as Row } from "./row";
import { FleetStateMark, toneOf } from "./state-mark";
import { useFleetRow } from "./use-fleet";

/** One group: a line of figures, and under it the reason where something is wrong. All of it opens the group. */
export const FleetRow = memo(function FleetRow({ id }: { id: string }) {
  const row = useFleetRow(id);
  if (row === null) return null;
  return (
    <tr
      className={clsx(
        fleetGrid,
        "relative gap-y-0.5 border-b bg-surface [contain-intrinsic-height:56px] [content-visibility:auto] hover:bg-inset max-md:py-2.5",
        row.reason === null ? "min-h-10" : "min-h-14 content-center py-2",
      )}
    >
      <td className="flex items-center max-md:order-2 max-md:justify-end">
        <FleetStateMark state={row.state} word={row.word} />
      </td>
      <td className="min-w-0 truncate font-semibold max-md:order-1">
        <Link
          data-fleet-row
          href={groupHref(row.id)}
          // A fleet of hundreds would ask for hundreds of pages that nobody opens.
          prefetch={false}
          className="outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:outline-accent focus-visible:after:-outline-offset-2"
        >
          {row.name}
        </Link>
      </td>
      <td className="mono hidden truncate xl:block">{row.primary ?? <span className="text-fg-3">—</span>}</td>
      <td className="flex items-center gap-2.5 max-md:order-3">
        <span className="live-value md:w-[50px]">
          {row.online}
          <span className="text-fg-3">/{row.total}</span>
        </span>
        <ReplicaTicks ticks={row.ticks} />
      </td>
      <td className="live-value pr-2 text-right max-md:hidden">{formatBytes(row.worstLagBytes)}</td>
      <LagSeconds seconds={row.worstLagSeconds} />
      <td className="max-md:hidden">
        <Reconnect row={row} />
      </td>
      <td className="live-value hidden pr-3 text-right xl:block">{formatRate(row.writeBytesPerSecond)}</td>
      <td className="live-value hidden text-right xl:block">
        <Unprotected protection={row.protection} />
      </td>
      <td className="hidden pl-5 xl:block">
        {row.sparkOf !== null && <Spark group={row.id} instance={row.sparkOf} tone={toneOf(row.state)} />}
      </td>
      <td className="flex items-center justify-self-end text-fg-3 max-md:hidden">
        <GroupMenu groupId={row.id} name={row.name} />
      </td>
      {row.reason !== null && <ReasonLine group={row.id} reason={row.reason} />}
    </tr>
  );
});

/** Coloured past the thresholds alone: noise below them is normal. */
function LagSeconds({ seconds }: { seconds: number | null }) {
  const lag = useHealth()?.lag;
  const tone =
    seconds === null || lag === undefined || seconds <= lag.warnSeconds
      ? ""
      : seconds > lag.criticalSeconds
        ? "text-crit"
        : "text-warn";
  return (
    <td className={clsx("live-value text-right max-md:order-4 md:pr-5", tone)}>{formatSeconds(seconds)}</td>
  );
}

function Reconnect({ row: { reconnect } }: { row: Row }) {
  if (reconnect === null) return <span className="text-fg-3">—</span>;
  const { word, value, tone, share } = reconnect;
  return (
    <span className="grid grid-cols-[52px_68px_1fr] items-center whitespace-nowrap" title={reconnect.reason}>
      <span
        className={tone === "calm" ? "" : { warn: "text-warn", crit: "text-crit", sync: "text-sync" }[tone]}
      >
        {word}
      </span>
      <span className="live-value pr-3 text-right">{value}</span>
      <Meter value={share} max={1} tone={tone} />
    </span>
  );
}

/** How much is in no verified backup, and since when; amber past the age at which a new one is asked for. */
function Unprotected({ protection }: { protection: Row["protection"] }) {
  const maxAgeSeconds = useHealth()?.backups.maxAgeSeconds ?? null;
  if (protection === null) return <span className="text-fg-3">no backup</span>;
  const late = maxAgeSeconds !== null && protection.seconds > maxAgeSeconds;
  return (
    <span title={protection.unknown === null ? undefined : `Not known: ${unknownWords[protection.unknown]}`}>
      {formatBytes(protection.bytes)}
      <span className={clsx("ml-2 inline-block min-w-14", late ? "text-warn" : "text-fg-3")}>
        {formatSeconds(protection.seconds)}
      </span>
    </span>
  );
}

interface SparkProps {
  group: string;
  instance: string;
  tone: ReturnType<typeof toneOf>;
}

/** The minute before is fetched by rows in sight alone: a fleet of hundreds would ask for hundreds at once. */
function Spark(props: SparkProps) {
  const { seen, place } = useSeen();
  return (
    <div ref={place} className="min-h-[22px]">
      {seen && <SeenSpark {...props} />}
    </div>
  );
}

const SeenSpark = ({ group, instance, tone }: SparkProps) => (
  <Sparkline values={useSpark(group, instance)} tone={tone} />
);
