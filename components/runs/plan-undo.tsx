"use client";
import { Undo2 } from "lucide-react";
import { useGroupWithheld } from "@/components/live/store";
import { Button } from "@/components/ui/button";
import type { Run } from "@/lib/contract";
import { useActionLauncher } from "./launcher";
import { changesLinks } from "./wording";

/** Opens the plan that would put things back. Undo is a new plan, checked like any other, and not a rewind. */
export function PlanUndo({ run }: { run: Run }) {
  const { openUndo } = useActionLauncher();
  const withheld = useGroupWithheld(run.group);
  if (!changesLinks(run.action) || (run.state !== "succeeded" && run.state !== "partial")) return null;
  return (
    <Button blocked={withheld} onClick={() => openUndo(run.id, run.group)}>
      <Undo2 size={14} strokeWidth={1.5} aria-hidden="true" />
      Plan undo
    </Button>
  );
}
