"use client";
import {
  type ComponentProps,
  cloneElement,
  createContext,
  type KeyboardEvent,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
  type Ref,
  type RefObject,
  useContext,
  useId,
  useImperativeHandle,
  useRef,
  useState,
} from "react";
import { lazyModule } from "./lazy-module";

type RadixMenu = typeof import("./radix-menu")["DropdownMenu"];

const useRadix = lazyModule(() => import("./radix-menu").then((module) => module.DropdownMenu));
const Loaded = createContext<RadixMenu | null>(null);

/** What the menu gives its trigger: a button that passes all of it on to its element. */
type Trigger = ReactElement<ComponentProps<"button">>;

interface MenuProps {
  trigger: Trigger;
  align?: "start" | "end";
  /** Its width. */
  className?: string;
  /** It has closed, and the focus is back on the trigger. */
  onClosed?: () => void;
  children: ReactNode;
}

/**
 * A menu under `trigger`. Its code is fetched when the trigger is first pointed at or focused; a press that comes
 * before it opens the menu as soon as it is there. The trigger stays the same element all along, so it keeps the focus.
 */
export function Menu({ trigger, ...rest }: MenuProps) {
  const [touched, setTouched] = useState(false);
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const id = useId();
  const touch = (): void => setTouched(true);
  // The presses that open a menu are those of Radix' own trigger.
  const press = (event: PointerEvent<HTMLButtonElement>): void => {
    if (event.button !== 0 || event.ctrlKey || event.currentTarget.disabled) return;
    touch();
    setOpen(!open);
    if (!open) event.preventDefault();
  };
  const type = (event: KeyboardEvent): void => {
    if (!["Enter", " ", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    touch();
    setOpen(event.key === "ArrowDown" || !open);
  };
  return (
    <>
      {cloneElement(trigger, {
        id,
        ref: anchor,
        "aria-haspopup": "menu",
        "aria-expanded": open,
        onPointerEnter: touch,
        onFocus: touch,
        onPointerDown: press,
        onKeyDown: type,
      })}
      {touched && <Fetched {...rest} anchor={anchor} labelId={id} open={open} onOpenChange={setOpen} />}
    </>
  );
}

function Fetched({
  anchor,
  labelId,
  open,
  onOpenChange,
  align = "end",
  className = "min-w-48 max-w-80",
  onClosed,
  children,
}: Omit<MenuProps, "trigger"> & {
  anchor: RefObject<HTMLElement | null>;
  labelId: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const Radix = useRadix();
  if (Radix === null) return null;
  return (
    <Loaded value={Radix}>
      <Radix.Root modal={false} open={open} onOpenChange={onOpenChange}>
        <Radix.Trigger asChild>
          <Standing element={anchor} />
        </Radix.Trigger>
        <Radix.Portal>
          <Radix.Content
            align={align}
            sideOffset={4}
            collisionPadding={8}
            aria-labelledby={labelId}
            // Radix gives the focus back after this call.
            onCloseAutoFocus={() => onClosed !== undefined && queueMicrotask(onClosed)}
            className={`z-50 max-h-(--radix-dropdown-menu-content-available-height) ${className} animate-[fade_120ms_ease-out] overflow-y-auto rounded-md border border-strong bg-surface p-1`}
          >
            {children}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Loaded>
  );
}

/** Hands Radix an element that stands already, as the one the menu belongs to. */
function Standing({
  element,
  ref,
}: {
  element: RefObject<HTMLElement | null>;
  ref?: Ref<HTMLElement | null>;
}) {
  useImperativeHandle<HTMLElement | null, HTMLElement | null>(ref, () => element.current, [element]);
  return null;
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
