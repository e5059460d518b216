"use client";
import { lazyPart } from "@/components/ui/lazy-part";
import { PanelHead } from "@/components/ui/panel-head";
import { heightFor } from "./geometry";

const LagCharts = lazyPart(
  "The charts",
  () => import("./lag-charts").then((module) => module.LagCharts),
  ({ children }) => (
    <>
      <PanelHead title="Lag" />
      <div className="grid items-center border-b" style={{ minHeight: heightFor(3) }}>
        {children}
      </div>
    </>
  ),
);

/** Bytes behind, seconds behind and backlog headroom over the last minutes. Its code is fetched after the page. */
export function LagPanel({ groupId, only }: { groupId: string; only?: string }) {
  return (
    <section aria-label="Lag">
      <LagCharts groupId={groupId} {...(only === undefined ? {} : { only })} />
    </section>
  );
}
