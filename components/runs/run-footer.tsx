"use client";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import type { Run } from "@/lib/contract";
import { CancelRun } from "./cancel-run";
import { abortConsequence } from "./consequences";
import { PlanUndo } from "./plan-undo";
import { firstFocus } from "./use-dialog-focus";

/** Beside a run: hide or stop it while it goes on; undo it, open it, or be done with it at the end. */
export function RunFooter({
  run,
  nameOf,
  onClose,
}: {
  run: Run;
  nameOf: (instance: string) => string;
  onClose: () => void;
}) {
  const page = (
    <Link
      href={`/runs/${encodeURIComponent(run.id)}`}
      onClick={onClose}
      className="px-1 font-medium text-13 text-accent hover:underline"
    >
      Open run
    </Link>
  );
  if (run.state === "running")
    return (
      <>
        {run.cancellable && (
          <p className="min-w-44 basis-full text-pretty text-fg-2">{abortConsequence(run, nameOf)}</p>
        )}
        <span className="flex-1">{page}</span>
        <Button onClick={onClose}>Hide</Button>
        {run.cancellable && <CancelRun run={run} />}
      </>
    );
  return (
    <>
      <span className="flex-1">{page}</span>
      <PlanUndo run={run} />
      <Button {...firstFocus} variant="primary" onClick={onClose}>
        Done
      </Button>
    </>
  );
}
