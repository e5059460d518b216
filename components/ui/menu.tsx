"use client";
import { DropdownMenu as Radix } from "radix-ui";
import type { ReactNode } from "react";

/** A menu under `trigger`, one element that takes a ref. */
export function Menu({
  trigger,
  align = "end",
  children,
}: {
  trigger: ReactNode;
  align?: "start" | "end";
  children: ReactNode;
}) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-48 max-w-80 animate-[fade_120ms_ease-out] overflow-y-auto rounded-md border border-strong bg-surface p-1"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const item =
  "flex min-h-7 cursor-default select-none items-center gap-2 rounded px-2 py-1 text-13 outline-none data-highlighted:bg-inset";

/** An entry. With `blocked` it can be reached and says why, but does nothing. */
export function MenuItem({
  onSelect,
  blocked = null,
  danger = false,
  icon,
  hint,
  children,
}: {
  onSelect: () => void;
  blocked?: string | null;
  danger?: boolean;
  icon?: ReactNode;
  /** Right-hand text, such as a key. */
  hint?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Radix.Item
      aria-disabled={blocked !== null || undefined}
      onSelect={(event) => {
        if (blocked === null) onSelect();
        else event.preventDefault();
      }}
      className={`${item} ${blocked !== null ? "text-fg-3" : danger ? "text-crit" : "text-fg"}`}
    >
      {icon}
      <span className="flex-1">
        {children}
        {blocked !== null && <span className="block text-12">{blocked}</span>}
      </span>
      {hint !== undefined && <span className="text-12 text-fg-3">{hint}</span>}
    </Radix.Item>
  );
}

/** One choice of several; the chosen one has a dot. */
export function MenuChoice<T extends string>({
  value,
  onChange,
  options,
}: {
  value: T;
  onChange: (value: T) => void;
  options: readonly { value: T; label: string }[];
}) {
  const choose = (next: string): void => {
    const option = options.find((one) => one.value === next);
    if (option !== undefined) onChange(option.value);
  };
  return (
    <Radix.RadioGroup value={value} onValueChange={choose}>
      {options.map((option) => (
        <Radix.RadioItem key={option.value} value={option.value} className={`${item} pl-6`}>
          <Radix.ItemIndicator className="-ml-4 absolute">●</Radix.ItemIndicator>
          {option.label}
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}

export const MenuLabel = ({ children }: { children: ReactNode }) => (
  <Radix.Label className="px-2 pt-1.5 pb-1 text-12 text-fg-3">{children}</Radix.Label>
);

export const MenuSeparator = () => <Radix.Separator className="my-1 h-px bg-border" />;
