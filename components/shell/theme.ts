"use client";
import { useEffect, useState } from "react";

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

/** The chosen theme and how to choose another; `system` follows the system as it changes. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>("system");
  useEffect(() => setTheme(readTheme()), []);
  useEffect(() => {
    if (theme === "system" && readTheme() !== "system") return;
    const system = matchMedia("(prefers-color-scheme: dark)");
    const apply = (): void => {
      document.documentElement.classList.toggle(
        "dark",
        theme === "dark" || (theme === "system" && system.matches),
      );
    };
    apply();
    system.addEventListener("change", apply);
    return () => system.removeEventListener("change", apply);
  }, [theme]);
  const choose = (next: Theme): void => {
    keepTheme(next);
    setTheme(next);
  };
  return [theme, choose];
}
