"use client";
import { useState } from "react";
import { problemOf } from "@/components/live/api";
import type { Problem } from "@/lib/contract";

/** One request of a dialog, that can be refused and sent again. */
export function useRequest<T>(
  request: () => Promise<T>,
  onDone: (answer: T) => void,
): { readonly problem: Problem | null; readonly sending: boolean; readonly send: () => void } {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [sending, setSending] = useState(false);
  const send = (): void => {
    if (sending) return;
    setSending(true);
    setProblem(null);
    request()
      .then(onDone, (error: unknown) => setProblem(problemOf(error)))
      .finally(() => setSending(false));
  };
  return { problem, sending, send };
}
