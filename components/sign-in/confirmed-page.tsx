"use client";
import { useEffect, useState } from "react";
import { FormProblem } from "@/components/access/form-problem";
import { toldProblem } from "@/components/access/provider-problem";
import type { Problem } from "@/lib/contract";
import { BarePanel } from "./bare-panel";

/** Where the OpenID provider comes back to in a tab of its own: the plan waits in the other. */
export function ConfirmedPage() {
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => setProblem(toldProblem(new URLSearchParams(location.search).get("problem"))), []);
  if (problem === null)
    return (
      <BarePanel
        title="It is you"
        lead="Close this tab. What you were about to do goes on where you left it."
      />
    );
  return (
    <BarePanel
      title="Not confirmed"
      lead="Close this tab. What you were about to do waits where you left it."
    >
      <FormProblem problem={problem} />
    </BarePanel>
  );
}
