"use client";
import { useShortcuts } from "@/components/shell/shortcuts";

/** `j` and `k` move the focus from row to row; Enter then opens, since each row is a link. */
export function useRowKeys(): void {
  useShortcuts([
    { keys: "j", label: "Next row", run: () => move(1) },
    { keys: "k", label: "Previous row", run: () => move(-1) },
  ]);
}

function move(by: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLElement>("[data-fleet-row]")];
  const current = links.findIndex((link) => link.matches(":focus"));
  const next = current === -1 ? 0 : Math.min(links.length - 1, Math.max(0, current + by));
  links[next]?.focus();
  links[next]?.scrollIntoView({ block: "nearest" });
}
