"use client";
import { ChevronDown, Play } from "lucide-react";
import {
  freeze,
  thaw,
  useFreshnessState,
  useFrozenAt,
  useHealth,
  useNow,
  useStaleSeconds,
} from "@/components/live/store";
import { formatAge } from "@/components/ui/age";
import { Menu, MenuChoice } from "@/components/ui/menu";
import { StateShape } from "@/components/ui/state-shape";
import { Clock } from "@/components/ui/time";
import { useRangeParam } from "./url-state";

const cell = "flex h-full items-center gap-[7px] whitespace-nowrap px-2.5";

/** Live, Freeze and range as one control: they drive all that is shown below. */
export function TimeControls({ range }: { range: boolean }) {
  return (
    <div className="flex h-[30px] divide-x rounded-md border bg-surface font-medium">
      <ConnectionPill />
      <FreezeButton />
      {range && <RangeMenu />}
    </div>
  );
}

/** The link between this page and Tidemark: not the one between Tidemark and its instances. */
export function ConnectionPill() {
  const freshness = useFreshnessState();
  const staleSeconds = useStaleSeconds();
  const pollMs = useHealth()?.pollIntervalMs ?? null;
  if (freshness === "live")
    return (
      <span className={`${cell} text-ok`} title="This page hears from Tidemark every second">
        <StateShape state="online" />
        Live
        {pollMs !== null && <span className="font-normal text-fg-3">{pollMs / 1000}&nbsp;s</span>}
      </span>
    );
  return (
    <span className={`${cell} text-off`}>
      <StateShape state="stale" />
      {freshness === "stale" ? "Stale" : "Connecting"}
      {staleSeconds !== null && <span className="font-normal text-fg-3">{formatAge(staleSeconds)}</span>}
    </span>
  );
}

function FreezeButton() {
  const frozenAt = useFrozenAt();
  const now = useNow(frozenAt !== null);
  if (frozenAt === null)
    return (
      <button
        type="button"
        className={`${cell} hover:bg-inset`}
        aria-keyshortcuts="Space"
        onClick={() => freeze(Date.now())}
      >
        <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">
          <path d="M5.5 3.5v9M10.5 3.5v9" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
        </svg>
        Freeze
      </button>
    );
  return (
    <button
      type="button"
      className={`${cell} bg-tint-sync text-sync`}
      aria-keyshortcuts="Space"
      onClick={thaw}
    >
      <Play size={14} strokeWidth={1.5} aria-hidden="true" />
      Go live
      <span className="font-normal text-fg-2">
        <span className="max-sm:sr-only">Frozen at </span>
        <Clock at={frozenAt} />
        <span className="max-sm:sr-only"> · {formatAge((now - frozenAt) / 1000)} behind live</span>
      </span>
    </button>
  );
}

const ranges = [
  { value: "5m", label: "Last 5 min" },
  { value: "15m", label: "Last 15 min" },
] as const;

function RangeMenu() {
  const [range, setRange] = useRangeParam();
  return (
    <Menu
      trigger={
        <button type="button" className={`${cell} hover:bg-inset`}>
          {ranges.find(({ value }) => value === range)?.label}
          <ChevronDown size={14} strokeWidth={1.5} aria-hidden="true" />
        </button>
      }
    >
      <MenuChoice value={range} onChange={(next) => void setRange(next)} options={ranges} />
    </Menu>
  );
}
