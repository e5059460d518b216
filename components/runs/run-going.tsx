import type { Run } from "@/lib/contract";
import { abortConsequence, stopConsequence } from "./consequences";

/** While a run goes on: what Abort would do, or why there is none, and what becomes of it without Tidemark. */
export function RunGoing({ run, nameOf }: { run: Run; nameOf: (instance: string) => string }) {
  if (run.state !== "running") return null;
  return (
    <div className="grid gap-1 border-b bg-inset px-(--pane) py-2.5 text-pretty text-fg-2">
      <p>
        {run.cancellable
          ? abortConsequence(run, nameOf)
          : "This step can't be stopped without harm, so there is no Abort now."}
      </p>
      <p>{stopConsequence(run, nameOf)} Leaving this page does not stop it.</p>
    </div>
  );
}
