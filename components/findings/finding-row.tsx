import { SeverityShape } from "@/components/ui/state-shape";
import { TimeAgo } from "@/components/ui/time";
import type { Finding, Severity } from "@/lib/contract";
import { FindingAction } from "./finding-action";

const words: Record<Severity, string> = { critical: "Critical", warning: "Warning", info: "Note" };

/** One finding: what is so and for how long, and beside it what follows and what to do. */
export function FindingRow({ finding }: { finding: Finding }) {
  return (
    <li className="gutter grid grid-cols-[10px_minmax(0,1fr)] gap-x-3 gap-y-1 border-b pt-[11px] pb-3 md:grid-cols-[10px_minmax(0,1fr)_minmax(0,0.9fr)_84px]">
      <span className="pt-[5px]">
        <SeverityShape severity={finding.severity} />
        <span className="sr-only">{words[finding.severity]}</span>
      </span>
      <div className="min-w-0">
        <h3 className="break-words font-medium">
          {finding.title}{" "}
          <span className="ml-1 font-normal text-fg-3">
            <TimeAgo at={finding.since} />
          </span>
        </h3>
        <p className="text-pretty break-words text-12 text-fg-2">{finding.detail}</p>
      </div>
      <p className="text-pretty break-words pt-px text-12 text-fg-2 max-md:col-start-2">{finding.advice}</p>
      {finding.action !== null && (
        <div className="max-md:col-start-2 max-md:pt-1 md:justify-self-end">
          <FindingAction group={finding.group} action={finding.action} />
        </div>
      )}
    </li>
  );
}
