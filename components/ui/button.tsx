"use client";
import clsx from "clsx";
import { type ComponentProps, type MouseEvent, type SyntheticEvent, useState } from "react";
import { ReasonTip } from "./reason-tip";

interface ButtonProps extends ComponentProps<"button"> {
  /** `quiet` opens and shows, `primary` runs something, `danger` runs what loses data. */
  variant?: "primary" | "quiet" | "danger";
  size?: "row" | "normal" | "docked";
  /** Why it cannot be pressed now. It stays focusable, so that the reason can be read by keyboard too. */
  blocked?: string | null;
}

const variants = {
  primary: "border-accent bg-accent text-on-accent hover:brightness-110",
  quiet: "border-border bg-surface text-fg hover:bg-inset",
  danger: "border-crit bg-crit text-surface hover:brightness-110",
};

const sizes = {
  row: "h-[26px] px-[9px] text-12",
  normal: "h-[30px] px-[11px] text-13",
  docked: "h-10 px-4 text-13",
};

const off = "cursor-not-allowed border-inset bg-inset text-fg-3";

/** What a button needs that may be blocked: it does nothing then, and says why while it is pointed at or has the focus. */
function useReason(blocked: string | null, onClick: ComponentProps<"button">["onClick"]) {
  const [at, setAt] = useState<DOMRect | null>(null);
  const show = (event: SyntheticEvent<HTMLElement>): void =>
    setAt(event.currentTarget.getBoundingClientRect());
  const hide = (): void => setAt(null);
  const press = (event: MouseEvent<HTMLButtonElement>): void => {
    if (blocked !== null) event.preventDefault();
    else onClick?.(event);
  };
  return {
    pointed: { onPointerEnter: show, onPointerLeave: hide, onFocus: show, onBlur: hide },
    pressed: {
      "aria-disabled": blocked !== null || undefined,
      "aria-description": blocked ?? undefined,
      onClick: press,
    },
    tip: blocked !== null && at !== null && <ReasonTip under={at}>{blocked}</ReasonTip>,
  };
}

/** A button of 30 px (26 in rows, 40 docked). */
export function Button({
  variant = "quiet",
  size = "normal",
  blocked = null,
  className,
  onClick,
  disabled,
  ...rest
}: ButtonProps) {
  const { pointed, pressed, tip } = useReason(blocked, onClick);
  return (
    <>
      <button
        type="button"
        {...pointed}
        {...rest}
        disabled={disabled}
        {...pressed}
        className={clsx(
          "inline-flex items-center justify-center gap-[7px] whitespace-nowrap rounded-md border font-medium transition-colors duration-120",
          sizes[size],
          disabled || blocked !== null ? off : variants[variant],
          className,
        )}
      />
      {tip}
    </>
  );
}

/** A square button that shows only an icon; `label` is its name. */
export function IconButton({
  label,
  blocked = null,
  className,
  onClick,
  ...rest
}: ComponentProps<"button"> & {
  label: string;
  /** Why it cannot be pressed now, as of `Button`. */
  blocked?: string | null;
}) {
  const { pointed, pressed, tip } = useReason(blocked, onClick);
  return (
    <>
      <button
        type="button"
        aria-label={label}
        title={blocked === null ? label : undefined}
        {...pointed}
        {...rest}
        {...pressed}
        className={clsx(
          "relative inline-grid size-[30px] flex-none place-items-center rounded-md transition-colors duration-120",
          blocked === null ? "text-fg-2 hover:bg-inset hover:text-fg" : "cursor-not-allowed text-fg-3",
          className,
        )}
      />
      {tip}
    </>
  );
}
