"use client";
import { useLayoutEffect, useRef } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { type Pending, stepKey } from "./keys";

/** A single key (`j`, `?`, `Space`) or a sequence (`g f`). Never one that runs an action: at most it opens a plan. */
export interface Shortcut {
  readonly keys: string;
  readonly label: string;
  readonly run: () => void;
}

const KEY = "tidemark-single-keys";

/** Single keys can get in the way of speech input, so they can be switched off (WCAG 2.1.4). */
const settings = createStore<{ enabled: boolean }>(() => ({ enabled: true }));

const registered = new Set<() => readonly Shortcut[]>();

/**
 * Shortcuts that work while the calling component is mounted. The latest to register wins. As in `useKeyListener`, effects
 * before the paint: React runs others some time after it has taken the page over, and a key pressed between was lost.
 */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts);
  useLayoutEffect(() => {
    latest.current = shortcuts;
  });
  useLayoutEffect(() => {
    const current = (): readonly Shortcut[] => latest.current;
    registered.add(current);
    return () => void registered.delete(current);
  }, []);
}

/** All shortcuts that work now, for the help dialog. */
export const activeShortcuts = (): Shortcut[] => [...registered].flatMap((current) => current());

export const useSingleKeys = (): boolean => useStore(settings, (s) => s.enabled);

export function setSingleKeys(enabled: boolean): void {
  settings.setState({ enabled });
  try {
    localStorage.setItem(KEY, enabled ? "on" : "off");
  } catch {
    // Storage may be forbidden: the choice then lasts as long as the page.
  }
}

const typing = "input, textarea, select, [contenteditable]";
const pressable = "button, a, summary, [role=button], [role=menuitem], [role=tab], [role=checkbox]";

/** Whether a key belongs to what has the focus: text to a field, Space and Enter to a control, all to an open dialog. */
function taken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  const target = event.target instanceof Element ? event.target : null;
  if (target === null) return false;
  if (target.closest(`${typing}, dialog, [role=dialog], [role=menu]`) !== null) return true;
  return (event.key === " " || event.key === "Enter") && target.closest(pressable) !== null;
}

/** Listens for the whole page; mounted once. */
export function useKeyListener(): void {
  useLayoutEffect(() => {
    try {
      if (localStorage.getItem(KEY) === "off") settings.setState({ enabled: false });
    } catch {
      // Storage may be forbidden: single keys stay on.
    }
    let pending: Pending | null = null;
    const press = (event: KeyboardEvent): void => {
      if (!settings.getState().enabled || taken(event)) return;
      if (event.key === "Shift") return;
      const shortcuts = activeShortcuts();
      const step = stepKey(
        shortcuts.map(({ keys }) => keys),
        pending,
        event.key,
        Date.now(),
      );
      pending = step.pending;
      if (step.fires === null) return;
      event.preventDefault();
      shortcuts.findLast(({ keys }) => keys === step.fires)?.run();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}
