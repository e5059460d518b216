"use client";
import { Minus, Plus } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import type { Plan, PlanRequest } from "@/lib/contract";
import { Section } from "./section";
import { keepsFocus } from "./use-dialog-focus";

type Cascade = Extract<PlanRequest, { action: "relieve" | "flatten" }>;

/** How many replicas move, and whether those may that copy everything. Every choice asks for a new plan; nothing is sent. */
export function CascadeChoices({
  request,
  plan,
  starting,
  onChange,
}: {
  request: Cascade;
  /** The plan that answers the request; null while it is made. */
  plan: Plan | null;
  starting: boolean;
  onChange: (request: Cascade) => void;
}) {
  const fed = plan?.before.filter(({ upstream }) => upstream === request.instance).length ?? null;
  const moved = plan === null ? null : movesIn(plan);
  const waiting = starting ? "The run is about to start." : plan === null ? "The plan is being made." : null;
  const step = (count: number, limit: string | null) => ({
    blocked: waiting ?? limit,
    onClick: () => request.action === "relieve" && onChange({ ...request, move: count }),
  });
  return (
    <div {...keepsFocus} className="border-b">
      <Section title="Which replicas move" note="a choice makes a new plan">
        {request.action === "relieve" && (
          <div className="flex items-center gap-2 pb-1">
            <Button
              size="row"
              aria-label="Move one replica fewer"
              {...step((moved ?? 2) - 1, moved !== null && moved < 2 ? "One is the fewest." : null)}
            >
              <Minus size={14} strokeWidth={1.5} aria-hidden="true" />
            </Button>
            <output aria-label="Replicas that move" className="min-w-24 text-center tabular-nums">
              {moved === null || fed === null ? "…" : `${moved} of ${fed}`}
            </output>
            <Button
              size="row"
              aria-label="Move one replica more"
              {...step(
                (moved ?? 0) + 1,
                moved !== null && fed !== null && moved >= fed - 1
                  ? "One must stay to feed the others."
                  : null,
              )}
            >
              <Plus size={14} strokeWidth={1.5} aria-hidden="true" />
            </Button>
            <span className="text-fg-3">
              {request.move === undefined ? "spreads the load best" : "as you chose"}
            </span>
          </div>
        )}
        <Checkbox
          disabled={starting}
          checked={request.copies === true}
          onChange={(copies) => onChange({ ...request, copies })}
        >
          Also those that would copy everything, one at a time
        </Checkbox>
      </Section>
    </div>
  );
}

const movesIn = ({ steps }: Plan): number => steps.filter(({ kind }) => kind === "replicaof").length;
