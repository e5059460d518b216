"use client";
import dynamic from "next/dynamic";
import { PanelHead } from "@/components/ui/panel-head";
import { heightFor } from "./geometry";

const LagCharts = dynamic(() => import("./lag-charts"), {
  ssr: false,
  loading: () => (
    <>
      <PanelHead title="Lag" />
      <div className="border-b" style={{ height: heightFor(3) }} />
    </>
  ),
});

/** Bytes behind, seconds behind and backlog headroom over the last minutes. Its code is fetched after the page. */
export function LagPanel({ groupId, only }: { groupId: string; only?: string }) {
  return (
    <section aria-label="Lag">
      <LagCharts groupId={groupId} {...(only === undefined ? {} : { only })} />
    </section>
  );
}
