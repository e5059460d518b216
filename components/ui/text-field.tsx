import clsx from "clsx";
import { type ComponentProps, type ReactNode, useId } from "react";

export interface TextFieldProps extends Omit<ComponentProps<"input">, "onChange" | "value"> {
  label: ReactNode;
  /** The label is read out but not shown. */
  labelHidden?: boolean;
  value: string;
  onChange: (value: string) => void;
  /** What belongs in it, or an example. */
  hint?: ReactNode;
  error?: string | null;
  mono?: boolean;
}

/** A labelled field; an error replaces the hint and is announced. */
export function TextField({
  label,
  labelHidden = false,
  value,
  onChange,
  hint,
  error = null,
  mono = false,
  className,
  ...rest
}: TextFieldProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={className}>
      <label htmlFor={id} className={labelHidden ? "sr-only" : "mb-1 block font-medium text-12"}>
        {label}
      </label>
      <input
        {...rest}
        id={id}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-invalid={error !== null || undefined}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        className={clsx(
          "h-[30px] w-full rounded-md border bg-surface px-2.5",
          error === null ? "border-strong" : "border-crit",
          mono && "mono",
        )}
      />
      {note !== undefined && (
        <p
          id={`${id}-note`}
          {...(error === null ? {} : { role: "alert" })}
          className={clsx("mt-1 text-12", error === null ? "text-fg-3" : "text-crit")}
        >
          {note}
        </p>
      )}
    </div>
  );
}
