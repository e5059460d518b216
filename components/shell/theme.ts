"use client";
import { useEffect } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

export type Theme = "system" | "light" | "dark";

/** `public/theme.js` reads the same key before the first paint. */
const KEY = "tidemark-theme";

const isTheme = (value: string | null): value is Theme =>
  value === "light" || value === "dark" || value === "system";

function readTheme(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return isTheme(kept) ? kept : "system";
  } catch {
    return "system";
  }
}

function keepTheme(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Storage may be forbidden: the choice then lasts as long as the page.
  }
}

const store = createStore<{ theme: Theme }>(() => ({ theme: "system" }));

export const useTheme = (): Theme => useStore(store, (s) => s.theme);

export function chooseTheme(theme: Theme): void {
  keepTheme(theme);
  store.setState({ theme });
}

/** Keeps the page in the chosen theme; `system` follows the system as it changes. Mounted once, by the layout. */
export function useThemeSync(): void {
  useEffect(() => {
    const system = matchMedia("(prefers-color-scheme: dark)");
    const apply = (): void => {
      const { theme } = store.getState();
      const dark = theme === "dark" || (theme === "system" && system.matches);
      document.documentElement.classList.toggle("dark", dark);
    };
    const unsubscribe = store.subscribe(apply);
    store.setState({ theme: readTheme() });
    system.addEventListener("change", apply);
    return () => {
      unsubscribe();
      system.removeEventListener("change", apply);
    };
  }, []);
}
