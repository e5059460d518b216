"use client";
import { useEffect } from "react";
import { liveStore, useFreshness, useFreshnessState, useStaleSeconds } from "@/components/live/store";
import { formatAge } from "@/components/ui/age";
import { Banner } from "@/components/ui/banner";
import { StateShape } from "@/components/ui/state-shape";
import { Clock } from "@/components/ui/time";
import { toast } from "@/components/ui/toast";

/** Says that the page has lost Tidemark, and since when; says so once more when it is back. */
export function StaleBanner() {
  const state = useFreshnessState();
  useEffect(
    () =>
      liveStore.subscribe((now, before) => {
        if (now.lastSilenceMs === null || now.lastSilenceMs === before.lastSilenceMs) return;
        toast(`Live again. This page heard nothing for ${formatAge(now.lastSilenceMs / 1000)}.`);
      }),
    [],
  );
  if (state !== "stale") return null;
  return (
    <div className="sticky top-12 z-30 bg-surface">
      <Banner tone="warn" quiet icon={<StateShape state="stale" size={12} />}>
        <span role="alert" className="sr-only">
          Stale: actions are paused.
        </span>
        <Age />
      </Banner>
    </div>
  );
}

/** Apart from the alert, so that it is not read out each second. */
function Age() {
  const seconds = useStaleSeconds();
  const { lastAt } = useFreshness();
  if (seconds === null || lastAt === null) return null;
  return (
    <span>
      <strong className="font-semibold">Stale: no update for {formatAge(seconds)}.</strong> Values are from{" "}
      <Clock at={lastAt} />. Actions are paused.
    </span>
  );
}
