import type { Plan, Problem } from "@/lib/contract";
import { CheckList } from "./check-list";
import { checkNote } from "./check-order";
import { FiguresRow } from "./figures-row";
import { plannedFigures } from "./plan-figures";
import { PlanSketches } from "./plan-sketches";
import { ProblemNote } from "./problem-note";
import { Section } from "./section";
import { PlannedSteps } from "./step-list";
import type { Names } from "./use-names";
import { changesLinks } from "./wording";

/** A plan before anything is sent: what changes, what it costs, what was checked, what Redis will hear. */
export function PlanView({ plan, problem, names }: { plan: Plan; problem: Problem | null; names: Names }) {
  return (
    <>
      {problem !== null && <ProblemNote problem={problem} />}
      {changesLinks(plan.action) && <PlanSketches plan={plan} moment="planned" names={names} />}
      <FiguresRow figures={plannedFigures(plan)} />
      {plan.dataLoss.verdict !== "none" && plan.confirm?.text.includes(plan.dataLoss.text) !== true && (
        <p className="border-b bg-tint-crit px-(--pane) py-2 text-pretty">{plan.dataLoss.text}</p>
      )}
      <Section title="Checks" note={checkNote(plan.checks)}>
        <CheckList checks={plan.checks} />
      </Section>
      {plan.steps.length > 0 && (
        <Section title="Redis will hear" note="proof">
          <PlannedSteps steps={plan.steps} labelOf={names.labelOf} />
        </Section>
      )}
    </>
  );
}
