"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useRun } from "@/components/live/store";
import { toast } from "@/components/ui/toast";
import { forgetHidden, useHiddenRuns } from "./launcher";
import { runWords } from "./wording";

/** Tells the end of every run whose dialog was hidden. */
export function HiddenRuns() {
  const hidden = useHiddenRuns();
  return hidden.map((id) => <TellTheEnd key={id} id={id} />);
}

function TellTheEnd({ id }: { id: string }) {
  const run = useRun(id);
  const router = useRouter();
  useEffect(() => {
    if (run === null || run.state === "running") return;
    forgetHidden(id);
    toast(`${run.title}: ${runWords[run.state].word.toLowerCase()}`, {
      tone: run.state === "succeeded" ? "success" : "warning",
      ...(run.summary === null ? {} : { description: run.summary }),
      action: { label: "Open run", run: () => router.push(`/runs/${encodeURIComponent(id)}`) },
    });
  }, [run, id, router]);
  return null;
}
