"use client";
import { createContext, type ReactNode, useContext } from "react";
import { lazyModule } from "./lazy-module";

type RadixMenu = typeof import("./radix-menu")["DropdownMenu"];

export const radixMenu = lazyModule(() => import("./radix-menu").then((module) => module.DropdownMenu));

/** The code of the menu around: entries are drawn only inside an open one, so it is there. */
export const Loaded = createContext<RadixMenu | null>(null);

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
  const Radix = useContext(Loaded);
  if (Radix === null) return null;
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
        {blocked !== null && <span className="block text-pretty text-12 leading-4">{blocked}</span>}
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
  const Radix = useContext(Loaded);
  if (Radix === null) return null;
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

export function MenuLabel({ children }: { children: ReactNode }) {
  const Radix = useContext(Loaded);
  return Radix && <Radix.Label className="px-2 pt-1.5 pb-1 text-12 text-fg-3">{children}</Radix.Label>;
}

export function MenuSeparator() {
  const Radix = useContext(Loaded);
  return Radix && <Radix.Separator className="my-1 h-px bg-border" />;
}
