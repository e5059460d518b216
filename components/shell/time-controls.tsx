"use client";
import clsx from "clsx";
import { ChevronDown, Play, ZoomOut } from "lucide-react";
import {
  freeze,
  useFreshnessState,
  useFrozenAt,
  useHealth,
  useNow,
  useStaleSeconds,
} from "@/components/live/store";
import { ranges, rangeWords } from "@/components/time/period";
import { periodWords } from "@/components/time/period-words";
import { useTime } from "@/components/time/use-time";
import { formatAge } from "@/components/ui/age";
import { Menu, MenuChoice, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { StateShape } from "@/components/ui/state-shape";
import { Clock } from "@/components/ui/time";
import { openTime } from "./overlays";

const cell = "flex h-full items-center gap-[7px] whitespace-nowrap px-2.5";

/** Live, Freeze and range as one control: they drive all that is shown below. */
export function TimeControls({ range }: { range: boolean }) {
  return (
    <fieldset
      aria-label="Time"
      className="flex h-[30px] min-w-0 max-w-full divide-x rounded-md border bg-surface font-medium"
    >
      <ConnectionPill />
      <FreezeButton />
      {range && <RangeMenu />}
    </fieldset>
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
  const { shown, goLive } = useTime();
  if (frozenAt === null && shown.is === "live")
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
      // On a narrow page the banner of the past has the button.
      className={clsx(cell, "bg-tint-sync text-sync", frozenAt === null && "max-sm:hidden")}
      aria-keyshortcuts="Space"
      onClick={goLive}
    >
      <Play size={14} strokeWidth={1.5} aria-hidden="true" />
      Go live
      {frozenAt !== null && (
        <span className="font-normal text-fg-2">
          <span className="max-sm:sr-only">Frozen at </span>
          <Clock at={frozenAt} />
          <span className="max-sm:sr-only"> · {formatAge((now - frozenAt) / 1000)} behind live</span>
        </span>
      )}
    </button>
  );
}

const choices = ranges.map((value) => ({ value, label: rangeWords[value] }));

/** The one picker: it drives the charts, and a period of the past the whole page. */
function RangeMenu() {
  const { range, shown, setRange, zoomOut } = useTime();
  const past = shown.is === "past";
  return (
    <>
      {past && (
        <button
          type="button"
          aria-label="Zoom out"
          title="Zoom out"
          className={`${cell} hover:bg-inset`}
          onClick={zoomOut}
        >
          <ZoomOut size={14} strokeWidth={1.5} aria-hidden="true" />
        </button>
      )}
      <Menu
        trigger={
          <button
            type="button"
            className={`${cell} min-w-0 hover:bg-inset`}
            aria-label={past ? `Time: ${periodWords(shown.period, Date.now())}` : undefined}
          >
            <span className="truncate">
              {past ? periodWords(shown.period, Date.now()) : rangeWords[range]}
            </span>
            <ChevronDown size={14} strokeWidth={1.5} aria-hidden="true" className="flex-none" />
          </button>
        }
      >
        <MenuChoice<string>
          value={past ? "" : range}
          onChange={(next) => {
            const chosen = ranges.find((each) => each === next);
            if (chosen !== undefined) setRange(chosen);
          }}
          options={choices}
        />
        <MenuSeparator />
        <MenuItem onSelect={() => openTime("period")}>From … to …</MenuItem>
        <MenuItem onSelect={() => openTime("moment")}>The group at a moment…</MenuItem>
      </Menu>
    </>
  );
}
