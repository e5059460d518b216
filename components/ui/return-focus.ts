import { useCallback, useLayoutEffect, useRef } from "react";

/**
 * For a dialog's `onCloseAutoFocus`: gives the focus back to what had it at the opening. Radix does so only for a
 * dialog with a trigger of its own; ours are opened by keys and menus too.
 */
export function useReturnFocus(open: boolean): (event: Event) => void {
  const before = useRef<Element | null>(null);
  useLayoutEffect(() => {
    if (open) before.current = document.activeElement;
  }, [open]);
  return useCallback((event) => {
    event.preventDefault();
    if (before.current instanceof HTMLElement) before.current.focus();
  }, []);
}
