"use client";
import { useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import type { PlanRequest } from "@/lib/contract";
import { CandidateOption } from "./candidate-option";
import { Section } from "./section";
import { useCandidates } from "./use-candidates";
import { keepsFocus } from "./use-dialog-focus";
import type { Names } from "./use-names";
import { useOldPrimary } from "./use-old-primary";

type Promotion = Extract<PlanRequest, { action: "promote" }>;

/** So many candidates are shown at first, and always the one that is chosen. */
const FIRST = 3;

/** Which replica is to be promoted and what becomes of the others. Every choice asks for a new plan; nothing is sent. */
export function PromoteChoices({
  group,
  request,
  starting,
  onChange,
  names,
}: {
  group: string;
  request: Promotion;
  starting: boolean;
  onChange: (request: Promotion) => void;
  names: Names;
}) {
  const candidates = useCandidates(group);
  const old = useOldPrimary(group, request.instance);
  const [all, setAll] = useState(false);
  const shown = candidates.filter(({ instance }, at) => all || at < FIRST || instance === request.instance);
  const hidden = candidates.length - shown.length;
  const target = names.nameOf(request.instance);
  return (
    <div {...keepsFocus} className="border-b">
      <Section title="New primary" note="best first, as of now">
        <fieldset disabled={starting}>
          <legend className="sr-only">Which replica becomes the primary</legend>
          {shown.map((candidate) => (
            <CandidateOption
              key={candidate.instance}
              candidate={candidate}
              name={names.nameOf(candidate.instance)}
              chosen={candidate.instance === request.instance}
              onChoose={() => onChange({ ...request, instance: candidate.instance })}
            />
          ))}
        </fieldset>
        {hidden > 0 && (
          <button type="button" onClick={() => setAll(true)} className="min-h-6 text-fg-2 hover:text-fg">
            {hidden} more
          </button>
        )}
        <div className="mt-1.5 flex flex-col">
          {old.siblings > 0 && (
            <Checkbox
              disabled={starting}
              checked={request.moveSiblings ?? true}
              onChange={(moveSiblings) => onChange({ ...request, moveSiblings })}
            >
              {old.siblings === 1 ? "The other replica follows" : `The other ${old.siblings} replicas follow`}{" "}
              {target}
            </Checkbox>
          )}
          {old.name !== null && (
            <Checkbox
              disabled={starting}
              checked={request.oldPrimary === "out"}
              onChange={(out) => onChange({ ...request, oldPrimary: out ? "out" : "follow" })}
            >
              Keep {old.name} out: it follows with priority 0, and is not promoted again
            </Checkbox>
          )}
        </div>
      </Section>
    </div>
  );
}
