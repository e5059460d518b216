import clsx from "clsx";
import { ChevronDown } from "lucide-react";
import { type ReactNode, useId } from "react";

/** A labelled choice of one, by the browser's own list: it is right on every phone and for every reader. */
export function SelectField<T extends string>({
  label,
  labelHidden = false,
  value,
  onChange,
  options,
  hint,
  className,
}: {
  label: ReactNode;
  labelHidden?: boolean;
  value: T;
  onChange: (value: T) => void;
  options: readonly { readonly value: T; readonly label: string }[];
  hint?: ReactNode;
  className?: string;
}) {
  const id = useId();
  const choose = (next: string): void => {
    const option = options.find((one) => one.value === next);
    if (option !== undefined) onChange(option.value);
  };
  return (
    <div className={className}>
      <label htmlFor={id} className={labelHidden ? "sr-only" : "mb-1 block font-medium text-12"}>
        {label}
      </label>
      <span className="relative block">
        <select
          id={id}
          value={value}
          onChange={(event) => choose(event.target.value)}
          aria-describedby={hint === undefined ? undefined : `${id}-note`}
          className={clsx(
            "h-[30px] w-full appearance-none rounded-md border border-strong bg-surface pr-8 pl-2.5",
          )}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <ChevronDown
          size={14}
          strokeWidth={1.5}
          aria-hidden="true"
          className="-translate-y-1/2 pointer-events-none absolute top-1/2 right-2.5 text-fg-2"
        />
      </span>
      {hint !== undefined && (
        <p id={`${id}-note`} className="mt-1 text-12 text-fg-3">
          {hint}
        </p>
      )}
    </div>
  );
}
