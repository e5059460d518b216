import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

export interface Toast {
  readonly title: string;
  readonly description?: string;
  /** Without one it is neither good nor bad. */
  readonly tone?: "success" | "warning" | "error";
  readonly action?: { readonly label: string; readonly run: () => void };
}

const store = createStore<{ said: number; waiting: readonly Toast[] }>(() => ({ said: 0, waiting: [] }));

/** Tells the end of what the user did here, or that the page is live again. The toaster's code comes with the first one. */
export const toast = (title: string, more: Omit<Toast, "title"> = {}): void =>
  store.setState(({ said, waiting }) => ({ said: said + 1, waiting: [...waiting, { title, ...more }] }));

/** How many have been said; 0 while the page needs no toaster. */
export const useToastsSaid = (): number => useStore(store, ({ said }) => said);

/** The newest that no toaster has taken; null when all were. */
export const useLastWaiting = (): Toast | null => useStore(store, ({ waiting }) => waiting.at(-1) ?? null);

/** Hands over those that wait to be shown, once each. */
export function takeToasts(): readonly Toast[] {
  const { waiting } = store.getState();
  if (waiting.length > 0) store.setState({ waiting: [] });
  return waiting;
}
