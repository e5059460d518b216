"use client";
import { type RefObject, useEffect } from "react";
import type { Run } from "@/lib/contract";
import type { Moment } from "./dialog-moment";
import type { TimedGate } from "./use-gate";

/** Marks a part of the dialog that keeps the focus while a new plan is made. */
export const keepsFocus = { "data-keeps-focus": "" };

/** Marks what the focus goes to when a moment of the dialog begins. */
export const firstFocus = { "data-first-focus": "" };

/**
 * Moves the focus with the dialog's moments: to the button that runs a safe plan, to the box to tick of a risky one, to
 * the password where it is asked for once more, onto the dialog itself while it runs, so that a second Enter does nothing,
 * and to Done at the end. Whoever is choosing among the plan's options stays there: a second Space must not run the plan
 * that the first one asked for.
 */
export function useDialogFocus(
  box: RefObject<HTMLDivElement | null>,
  moment: Moment,
  timed: TimedGate | null,
  run: Run | null,
): void {
  const plan = moment.at === "planned" ? moment.plan : null;
  const ready = plan !== null && timed !== null && (timed.gate.open || timed.gate.cure === "consent");
  const planKey = ready ? plan.id : null;
  const runKey = run === null ? null : `${run.id} ${run.state === "running"}`;

  useEffect(() => {
    if (planKey === null || box.current === null) return;
    if (document.activeElement?.closest("[data-keeps-focus]") != null) return;
    const target =
      box.current.querySelector<HTMLElement>('[aria-label="Confirm that it is you"] :is(input, a)') ??
      box.current.querySelector<HTMLElement>('[aria-label="Confirmation"] input[type=checkbox]') ??
      box.current.querySelector<HTMLElement>("[data-first-focus]");
    target?.focus({ preventScroll: true });
  }, [planKey, box]);

  useEffect(() => {
    if (runKey === null || box.current === null) return;
    const done = box.current.querySelector<HTMLElement>("[data-first-focus]");
    (done ?? box.current).focus({ preventScroll: true });
  }, [runKey, box]);
}
