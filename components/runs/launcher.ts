import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { PlanRequest } from "@/lib/contract";

/** Where the plan of a dialog comes from; asked again, it gives a new one. */
export type PlanSource =
  | { readonly from: "request"; readonly request: PlanRequest }
  | { readonly from: "undo"; readonly run: string };

export interface Launch {
  /** Rises with every opening, so that each dialog starts afresh. */
  readonly id: number;
  readonly group: string;
  readonly source: PlanSource;
}

interface LauncherState {
  /** The dialog that is open. */
  readonly current: Launch | null;
  readonly opened: number;
  /** Runs whose dialog was hidden while they went on: their end is told in a toast. */
  readonly hidden: readonly string[];
}

const store = createStore<LauncherState>(() => ({ current: null, opened: 0, hidden: [] }));

function launch(group: string, source: PlanSource): void {
  store.setState(({ opened }) => ({ opened: opened + 1, current: { id: opened + 1, group, source } }));
}

/** Opening a plan sends no command that changes anything: it is always safe. */
const launcher = {
  /** Opens the dialog and asks for a plan. */
  open: (request: PlanRequest, group: string): void => launch(group, { from: "request", request }),
  /** Opens the dialog with the plan that would undo a run. */
  openUndo: (run: string, group: string): void => launch(group, { from: "undo", run }),
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

export function forgetHidden(run: string): void {
  store.setState(({ hidden }) => ({ hidden: hidden.filter((id) => id !== run) }));
}
