import { X } from "lucide-react";

/** A filter that a link brought along; its button lifts it. */
export function FilterChip({ children, onClear }: { children: string; onClear: () => void }) {
  return (
    <span className="inline-flex h-[26px] min-w-0 items-center gap-1 rounded-md border bg-inset pl-2.5 text-12">
      <span className="truncate">{children}</span>
      <button
        type="button"
        aria-label={`Lift the filter: ${children}`}
        onClick={onClear}
        className="grid size-6 flex-none place-items-center rounded text-fg-2 hover:text-fg"
      >
        <X size={14} strokeWidth={1.5} aria-hidden="true" />
      </button>
    </span>
  );
}
