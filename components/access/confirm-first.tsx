"use client";
import type { Problem } from "@/lib/contract";
import { ConfirmIdentity } from "./confirm-identity";
import { FormProblem } from "./form-problem";

/** A refusal; where it only wants to know that it is still the same person, the way to say so and go on. */
export function ConfirmFirst({ problem, onConfirmed }: { problem: Problem | null; onConfirmed: () => void }) {
  if (problem?.code === "confirm-identity") return <ConfirmIdentity onConfirmed={onConfirmed} />;
  return <FormProblem problem={problem} />;
}
