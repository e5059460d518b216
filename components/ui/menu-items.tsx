"use client";
import { type ComponentProps, createContext, type ReactNode, useContext } from "react";

/** Closes the menu and gives the focus back to its button. */
export const CloseMenu = createContext<() => void>(() => undefined);

const look =
  "flex min-h-7 w-full cursor-default select-none items-center gap-2 rounded px-2 py-1 text-left text-13 outline-none focus:bg-inset";

/** An entry takes the focus from the pointer too, so that there is one highlight. */
const Entry = (props: ComponentProps<"button">) => (
  <button
    type="button"
    tabIndex={-1}
    onPointerMove={({ currentTarget }) => currentTarget.focus({ preventScroll: true })}
    {...props}
  />
);

/** An entry. With `blocked` it can be reached and says why, but does nothing. */
export function MenuItem({
  onSelect,
  blocked = null,
  icon,
  hint,
  children,
}: {
  /** Called when the menu has closed and the focus is back on its button, from where a dialog takes it. */
  onSelect: () => void;
  blocked?: string | null;
  icon?: ReactNode;
  /** Right-hand text, such as a key. */
  hint?: ReactNode;
  children: ReactNode;
}) {
  const close = useContext(CloseMenu);
  return (
    <Entry
      role="menuitem"
      aria-disabled={blocked !== null || undefined}
      onClick={() => {
        if (blocked !== null) return;
        close();
        onSelect();
      }}
      className={`${look} ${blocked !== null ? "text-fg-3" : "text-fg"}`}
    >
      {icon}
      <span className="flex-1">
        {children}
        {blocked !== null && <span className="block text-pretty text-12 leading-4">{blocked}</span>}
      </span>
      {hint !== undefined && <span className="text-12 text-fg-3">{hint}</span>}
    </Entry>
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
  const close = useContext(CloseMenu);
  return options.map((option) => (
    <Entry
      key={option.value}
      role="menuitemradio"
      aria-checked={option.value === value}
      onClick={() => {
        close();
        onChange(option.value);
      }}
      className={`${look} pl-6`}
    >
      {option.value === value && (
        <span aria-hidden="true" className="-ml-4 absolute">
          ●
        </span>
      )}
      {option.label}
    </Entry>
  ));
}

export const MenuLabel = ({ children }: { children: ReactNode }) => (
  <div className="px-2 pt-1.5 pb-1 text-12 text-fg-3">{children}</div>
);

export const MenuSeparator = () => <hr className="my-1 h-px border-0 bg-border" />;
