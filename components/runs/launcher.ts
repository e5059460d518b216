import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { PlanRequest } from "@/lib/contract";

/** Where the plan of a dialog comes from; asked again, it gives a new one. */
export type PlanSource =
  | { readonly from: "request"; readonly request: PlanRequest }
  | { readonly from: "undo"; readonly run: string };

/** What the one dialog shows: a plan, or first the choice of an upstream to plan for. */
export type Shown =
  | { readonly kind: "plan"; readonly source: PlanSource }
  | { readonly kind: "choose"; readonly action: "repoint" | "attach"; readonly instance: string };

export interface Launch {
  /** Rises with every opening, so that each dialog starts afresh. */
  readonly id: number;
  readonly group: string;
  readonly shown: Shown;
}

interface LauncherState {
  readonly current: Launch | null;
  readonly opened: number;
  /** What had the focus before the dialog, and gets it back. */
  readonly returnTo: HTMLElement | null;
  /** Runs whose dialog was hidden while they went on: their end is told in a toast. */
  readonly hidden: readonly string[];
}

const store = createStore<LauncherState>(() => ({ current: null, opened: 0, returnTo: null, hidden: [] }));

function launch(group: string, shown: Shown): void {
  store.setState(({ current, opened, returnTo }) => ({
    opened: opened + 1,
    current: { id: opened + 1, group, shown },
    returnTo: current === null ? focused() : returnTo,
  }));
}

const focused = (): HTMLElement | null =>
  document.activeElement instanceof HTMLElement ? document.activeElement : null;

/** Opening a plan sends no command that changes anything: it is always safe. */
const launcher = {
  /** Opens the dialog and asks for a plan. */
  open: (request: PlanRequest, group: string): void =>
    launch(group, { kind: "plan", source: { from: "request", request } }),
  /** Opens the dialog with the plan that would undo a run. */
  openUndo: (run: string, group: string): void =>
    launch(group, { kind: "plan", source: { from: "undo", run } }),
  /** Opens the dialog with every possible upstream of `instance` and what each would cost. */
  choose: (action: "repoint" | "attach", instance: string, group: string): void =>
    launch(group, { kind: "choose", action, instance }),
};

/** The way into every action: the dialog itself is the `PlanDialogHost` in the layout. */
export const useActionLauncher = (): typeof launcher => launcher;

/** For the host alone. */
export const useCurrentLaunch = (): Launch | null => useStore(store, (state) => state.current);
export const useHiddenRuns = (): readonly string[] => useStore(store, (state) => state.hidden);

/** Closes the dialog. A run that goes on is kept in mind until `forgetHidden`. */
export function closeLaunch(stillRunning: string | null): void {
  store.setState(({ hidden }) => ({
    current: null,
    hidden: stillRunning === null || hidden.includes(stillRunning) ? hidden : [...hidden, stillRunning],
  }));
}

/** Gives the focus back to what had it before the dialog, if that is still there. */
export function returnFocus(): void {
  const { current, returnTo } = store.getState();
  if (current === null && returnTo?.isConnected === true) returnTo.focus();
}

export function forgetHidden(run: string): void {
  store.setState(({ hidden }) => ({ hidden: hidden.filter((id) => id !== run) }));
}
