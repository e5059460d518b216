"use client";
import { ChevronRight } from "lucide-react";
import { useId, useState } from "react";
import { useGroup } from "@/components/live/store";
import { textTone } from "@/components/ui/tone";
import { SentinelDetails } from "./sentinel-details";
import { sentinelWords } from "./sentinel-words";

/** A line under the group's bar where Sentinels manage it; it opens to each of them. */
export function SentinelStrip({ groupId }: { groupId: string }) {
  const [open, setOpen] = useState(false);
  const details = useId();
  const title = useGroup(groupId, (group) => sentinelWords(group)?.title ?? null);
  const facts = useGroup(groupId, (group) => sentinelWords(group)?.facts ?? []);
  const problem = useGroup(groupId, (group) => sentinelWords(group)?.problem ?? null);
  if (title === null) return null;
  return (
    <section aria-label={title} className="border-b bg-surface">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={details}
        onClick={() => setOpen(!open)}
        className="gutter flex min-h-9 w-full flex-wrap items-center gap-x-2 py-1.5 text-left hover:bg-inset"
      >
        <ChevronRight
          size={14}
          strokeWidth={1.5}
          aria-hidden="true"
          className={open ? "rotate-90 text-fg-3" : "text-fg-3"}
        />
        <span className="font-semibold">{title}</span>
        <span className="live-value flex flex-wrap text-fg-2">
          {facts.map((fact) => (
            <span
              key={fact}
              className="whitespace-nowrap not-first:before:mx-[7px] not-first:before:text-strong not-first:before:content-['·']"
            >
              {fact}
            </span>
          ))}
        </span>
        {problem !== null && (
          <span className={`live-value font-medium ${textTone[problem.tone]}`}>{problem.text}</span>
        )}
      </button>
      <div id={details}>{open && <SentinelDetails groupId={groupId} />}</div>
    </section>
  );
}
