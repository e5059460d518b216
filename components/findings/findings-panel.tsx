"use client";
import { useGroup } from "@/components/live/store";
import { PanelHead } from "@/components/ui/panel-head";
import { StateShape } from "@/components/ui/state-shape";
import { FindingRow } from "./finding-row";
import { worstFirst } from "./order";

/** What is wrong in a group now: name, consequence, next step. */
export function FindingsPanel({ groupId }: { groupId: string }) {
  const findings = useGroup(groupId, (group) => group?.findings ?? null);
  return (
    <section aria-label="Findings" className="flex flex-col bg-surface">
      <PanelHead title="Findings" note={findings === null ? undefined : `${findings.length} open`} />
      {findings !== null && findings.length === 0 ? (
        <p className="gutter flex items-center gap-2 py-4 text-12 text-fg-2">
          <StateShape state="online" />
          Nothing is wrong here. Every rule was looked at with the newest samples.
        </p>
      ) : (
        <ul>
          {worstFirst(findings ?? []).map((finding) => (
            <FindingRow key={finding.id} finding={finding} />
          ))}
        </ul>
      )}
    </section>
  );
}
