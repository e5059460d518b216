import Link from "next/link";
import { FormProblem } from "@/components/access/form-problem";
import type { Problem } from "@/lib/contract";
import { hrefOf } from "./use-experiments";

/** A refusal of the lab's; where another experiment is in the way, the way to it. */
export function LabProblem({ problem, running }: { problem: Problem | null; running: string | null }) {
  return (
    <>
      <FormProblem problem={problem} />
      {problem?.code === "lab-busy" && running !== null && (
        <Link href={hrefOf(running)} className="font-medium text-accent hover:underline">
          Open the experiment that runs
        </Link>
      )}
    </>
  );
}
