import { ProblemNote } from "@/components/runs/problem-note";
import type { Problem } from "@/lib/contract";

/** A refusal at the head of a form. */
export const FormProblem = ({ problem }: { problem: Problem | null }) =>
  problem !== null && (
    <div className="overflow-hidden rounded-md [--pane:12px]">
      <ProblemNote problem={problem} />
    </div>
  );
