"use client";
import { ChevronDown, ChevronRight } from "lucide-react";
import { type ReactNode, useId } from "react";

/** What a form asks only those who want to know it all. */
export function MoreSettings({
  open,
  onOpen,
  children,
}: {
  open: boolean;
  onOpen: (open: boolean) => void;
  children: ReactNode;
}) {
  const id = useId();
  const Arrow = open ? ChevronDown : ChevronRight;
  return (
    <div>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => onOpen(!open)}
        className="-ml-1 flex min-h-6 items-center gap-1 font-medium text-12 text-fg-2 hover:text-fg"
      >
        <Arrow size={14} strokeWidth={1.5} aria-hidden="true" />
        {open ? "Fewer settings" : "More settings"}
      </button>
      <div
        id={id}
        hidden={!open}
        className="grid grid-cols-[repeat(auto-fill,minmax(176px,1fr))] items-start gap-x-4 gap-y-3 pt-2"
      >
        {children}
      </div>
    </div>
  );
}
