import Link from "next/link";
import type { Problem } from "@/lib/contract";

/** A refusal in place: what was wrong, what changed, and the way on. */
export function ProblemNote({ problem }: { problem: Problem }) {
  return (
    <div role="alert" className="border-b bg-tint-crit px-[var(--pane,20px)] py-2.5">
      <p className="font-medium text-crit">{problem.title}</p>
      <p className="text-pretty break-words">{problem.detail}</p>
      {problem.errors !== undefined && problem.errors.length > 0 && (
        <ul className="list-disc pl-4 text-fg-2">
          {problem.errors.map((error) => (
            <li key={error}>{error}</li>
          ))}
        </ul>
      )}
      {problem.run !== undefined && (
        <Link href={`/runs/${problem.run}`} className="font-medium text-accent hover:underline">
          Open the run in progress
        </Link>
      )}
    </div>
  );
}
