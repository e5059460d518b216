import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

/** The shell's own dialogs; their code is fetched when one is first opened. */
export type Overlay =
  | { readonly kind: "palette" | "shortcuts" | "add-group" }
  | { readonly kind: "forget-group"; readonly group: string }
  | { readonly kind: "what-if"; readonly group: string; readonly instance: string }
  | { readonly kind: "time"; readonly choose: "period" | "moment" };

const store = createStore<{ open: Overlay | null }>(() => ({ open: null }));

export const openOverlay = (kind: "palette" | "shortcuts" | "add-group"): void =>
  store.setState({ open: { kind } });
/** Asks before a group is no longer watched. */
export const openForget = (group: string): void => store.setState({ open: { kind: "forget-group", group } });
/** Tells what the death of an instance would cost. */
export const openWhatIf = (group: string, instance: string): void =>
  store.setState({ open: { kind: "what-if", group, instance } });
/** Asks for a period of the charts, or for the moment at which the group is shown. */
export const openTime = (choose: "period" | "moment"): void =>
  store.setState({ open: { kind: "time", choose } });
export const closeOverlay = (): void => store.setState({ open: null });
export const useOverlay = (): Overlay | null => useStore(store, (s) => s.open);
