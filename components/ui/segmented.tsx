import type { ReactNode } from "react";

/** Two or three ways to look at the same thing. */
export function Segmented<T extends string>({
  label,
  value,
  onChange,
  options,
}: {
  label: string;
  value: T;
  onChange: (value: T) => void;
  options: readonly { value: T; label: ReactNode }[];
}) {
  return (
    <fieldset aria-label={label} className="inline-flex h-7 rounded-md bg-inset p-0.5">
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          className="rounded px-2.5 font-medium text-12 text-fg-2 hover:text-fg aria-pressed:bg-surface aria-pressed:text-fg aria-pressed:ring-1 aria-pressed:ring-border"
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  );
}
