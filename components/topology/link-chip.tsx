"use client";
import { useStore } from "@xyflow/react";
import { StateShape } from "@/components/ui/state-shape";
import { textTone } from "@/components/ui/tone";
import type { Point } from "@/lib/topology/layout";
import type { Facts } from "./facts";
import { useFacts } from "./use-facts";

const letterMeaning = { P: "A reconnect would be a partial resync", F: "Full resync" } as const;

/** A link in six characters: shape, seconds or percent, P or F. It repeats the card, so it is hidden from those who hear the page. */
export function LinkChip({ groupId, instanceId, at }: { groupId: string; instanceId: string; at: Point }) {
  const facts = useFacts(groupId, instanceId);
  const readable = useStore((flow) => flow.transform[2] >= 0.6);
  // Two primaries: the layout still shows the link that one of them had.
  if (facts === null || !readable || facts.role === "primary") return null;
  return (
    <div
      aria-hidden="true"
      data-chip={instanceId}
      className="absolute flex h-[22px] items-stretch rounded border bg-surface"
      style={{ transform: `translate(-50%, -50%) translate(${at.x}px, ${at.y}px)` }}
    >
      <span className="flex items-center gap-1 pr-[5px] pl-1">
        <StateShape state={facts.state} />
        <span className="live-value whitespace-nowrap font-medium font-mono text-12 tracking-[-0.02em]">
          {facts.chipText}
        </span>
      </span>
      <Letter facts={facts} />
    </div>
  );
}

function Letter({ facts: { verdictLetter, verdictTone } }: { facts: Facts }) {
  if (verdictLetter === null) return null;
  return (
    <b
      title={letterMeaning[verdictLetter]}
      className={`w-[17px] border-l text-center font-semibold text-12 leading-5 ${
        verdictTone === "calm" ? "text-fg-2" : textTone[verdictTone]
      }`}
    >
      {verdictLetter}
    </b>
  );
}
