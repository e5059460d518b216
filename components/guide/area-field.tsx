import clsx from "clsx";
import { type ReactNode, useId } from "react";

/** As many characters as a line of the narrow column has room for. */
const LINE = 34;
/** As high as its text, within bounds. */
const rowsOf = (value: string): number =>
  Math.min(
    8,
    Math.max(
      2,
      value.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / LINE)), 0),
    ),
  );

/** A labelled list, a line each; an error replaces the hint and is announced. */
export function AreaField({
  label,
  value,
  onChange,
  hint,
  error,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint: ReactNode;
  error: string | null;
}) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="mb-1 block font-medium text-12">
        {label}
      </label>
      <textarea
        id={id}
        value={value}
        rows={rowsOf(value)}
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        aria-invalid={error !== null || undefined}
        aria-describedby={`${id}-note`}
        className={clsx(
          "mono block w-full rounded-md border bg-surface px-2.5 py-1.5",
          error === null ? "border-strong" : "border-crit",
        )}
      />
      <p
        id={`${id}-note`}
        {...(error === null ? {} : { role: "alert" })}
        className={clsx("mt-1 text-12", error === null ? "text-fg-3" : "text-crit")}
      >
        {error ?? hint}
      </p>
    </div>
  );
}
