"use client";
import { ChevronLeft, ChevronRight, History } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { type PastView, showPast, usePast } from "@/components/live/past";
import { useEvents } from "@/components/live/store";
import { useHistoryEvents } from "@/components/live/use-history";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Clock } from "@/components/ui/time";
import { neighbours } from "./neighbours";
import { useTime } from "./use-time";

/** Says that the page shows the past, and of when; to the changes before and after it, and back to the present. */
export function PastBanner({ groupId }: { groupId: string }) {
  const past = usePast(groupId);
  const { showAt, goLive } = useTime();
  const present = useEvents(groupId);
  const events = useHistoryEvents();
  const atMs = past?.atMs ?? null;
  const { beforeMs, afterMs } = useMemo(
    () => (atMs === null ? { beforeMs: null, afterMs: null } : neighbours([...events, ...present], atMs)),
    [events, present, atMs],
  );
  if (past === null) return null;
  return (
    <div className="sticky top-12 z-30 bg-surface">
      <Banner
        tone={past.is === "missing" ? "warn" : "sync"}
        icon={<History size={14} strokeWidth={1.5} aria-hidden="true" />}
      >
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <Words past={past} />
          <span className="flex gap-2">
            <Step label="Previous change" toMs={beforeMs} onStep={showAt}>
              <ChevronLeft size={14} strokeWidth={1.5} aria-hidden="true" />
            </Step>
            <Step label="Next change" toMs={afterMs} onStep={showAt}>
              <ChevronRight size={14} strokeWidth={1.5} aria-hidden="true" />
            </Step>
            {past.is === "missing" && past.problem.code !== "no-picture" && (
              <Button size="row" onClick={() => showPast(groupId, past.atMs)}>
                Try again
              </Button>
            )}
            <Button size="row" variant="primary" onClick={goLive}>
              Go live
            </Button>
          </span>
        </div>
      </Banner>
    </div>
  );
}

function Words({ past }: { past: PastView }) {
  const at = <Clock at={past.atMs} />;
  const words = "min-w-0 flex-[1_1_260px]";
  if (past.is === "reading") return <span className={words}>Reading the group as it was at {at}…</span>;
  if (past.is === "missing")
    return (
      <span className={words}>
        <strong className="font-semibold">How the group was at {at} is not known.</strong>{" "}
        {past.problem.detail}
      </span>
    );
  return (
    <span className={words}>
      <strong className="font-semibold">As it was at {at}.</strong>{" "}
      <span className="max-sm:sr-only">Not as it is now: actions wait until you go live.</span>
    </span>
  );
}

function Step({
  label,
  toMs,
  onStep,
  children,
}: {
  label: string;
  toMs: number | null;
  onStep: (atMs: number) => void;
  children: ReactNode;
}) {
  return (
    <Button
      size="row"
      className="px-1.5!"
      aria-label={label}
      title={label}
      blocked={toMs === null ? "No such change is known." : null}
      onClick={() => {
        if (toMs !== null) onStep(toMs);
      }}
    >
      {children}
    </Button>
  );
}
