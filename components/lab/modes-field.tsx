"use client";
import { useId } from "react";
import { modeWords, readModes } from "./words";

/** The ways to read, as boxes; the text has the checked ones, parted by commas. */
export function ModesField({
  label,
  text,
  error,
  onChange,
}: {
  label: string;
  text: string;
  error: string | null;
  onChange: (text: string) => void;
}) {
  const id = useId();
  const checked = text.split(",").map((one) => one.trim());
  const toggle = (mode: string, on: boolean): void =>
    onChange(readModes.filter((one) => (one === mode ? on : checked.includes(one))).join(", "));
  return (
    <fieldset
      className="col-span-full"
      aria-describedby={error === null ? undefined : id}
      aria-invalid={error !== null || undefined}
      tabIndex={error === null ? undefined : -1}
    >
      <legend className="mb-1 font-medium text-12">{label}</legend>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(230px,1fr))] gap-x-4 gap-y-0.5">
        {readModes.map((mode) => (
          <label key={mode} className="flex min-h-6 items-start gap-2 py-0.5">
            <input
              type="checkbox"
              checked={checked.includes(mode)}
              onChange={(event) => toggle(mode, event.target.checked)}
              className="mt-0.5 size-4 flex-none accent-(--accent)"
            />
            <span>
              {modeWords[mode].name}
              <span className="block text-12 text-fg-3 leading-4">{modeWords[mode].what}</span>
            </span>
          </label>
        ))}
      </div>
      {error !== null && (
        <p id={id} role="alert" className="mt-1 text-12 text-crit">
          {error}
        </p>
      )}
    </fieldset>
  );
}
