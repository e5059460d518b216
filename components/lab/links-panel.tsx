"use client";
import { PanelHead } from "@/components/ui/panel-head";
import type { Experiment } from "@/lib/contract";
import { LinkRow } from "./link-row";
import { usePlaceWithheld, useUnheard } from "./use-lab";

/** The links of the throw-away replicas, to be slowed, held and cut while the experiment runs. Nothing where there are none. */
export function LinksPanel({ experiment: { id, where, links, state } }: { experiment: Experiment }) {
  const withheld = usePlaceWithheld(where);
  const off = useUnheard();
  if (state !== "running" || links.length === 0) return null;
  const blocked = withheld ?? off;
  return (
    <section aria-label="Links" className="border-b bg-surface">
      <PanelHead title="Links" note="primary → replica: what passes them, now" />
      <ul className="divide-y">
        {links.map(({ replica, weather }) => (
          <LinkRow key={replica} experiment={id} replica={replica} weather={weather} blocked={blocked} />
        ))}
      </ul>
      {blocked !== null && <p className="gutter border-t py-1.5 text-12 text-fg-3">{blocked}</p>}
    </section>
  );
}
