import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

/** The shell's own dialogs; their code is fetched when one is first opened. */
export type Overlay = "palette" | "shortcuts" | "add-group";

const store = createStore<{ open: Overlay | null }>(() => ({ open: null }));

export const openOverlay = (overlay: Overlay): void => store.setState({ open: overlay });
export const closeOverlay = (): void => store.setState({ open: null });
export const useOverlay = (): Overlay | null => useStore(store, (s) => s.open);
