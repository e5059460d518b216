"use client";
import { cloneElement, type KeyboardEvent, memo, type PointerEvent, type ReactNode } from "react";
import { type Lent, Standing, type TriggerElement, useLateTrigger } from "./late-trigger";
import { Loaded, radixMenu } from "./menu-items";
import { ReasonTip } from "./reason-tip";

export { MenuChoice, MenuItem, MenuLabel, MenuSeparator } from "./menu-items";

interface MenuProps {
  /** A button. */
  trigger: TriggerElement;
  align?: "start" | "end";
  /** Its width. */
  className?: string;
  /** It has closed, and the focus is back on the trigger. */
  onClosed?: () => void;
  children: ReactNode;
}

/**
 * A menu under `trigger`. Its code is fetched when the trigger is first pointed at, focused or pressed; a press that
 * comes before it opens the menu as soon as it is there. All that the open menu does is Radix' own.
 */
export function Menu({ trigger, ...rest }: MenuProps) {
  const { element, radix, lend, touched, touch, waiting, want, forget, failedUnder } = useLateTrigger(
    radixMenu.fetch,
  );
  const disabled = trigger.props.disabled ?? false;
  // The presses are those of Radix' trigger. Prevented, since else a finger lifted after the menu came would take the
  // focus from it. The button has the focus instead from the press on: losing it takes the press back.
  const press = (event: PointerEvent<HTMLElement>): void => {
    if (disabled || event.button !== 0 || event.ctrlKey) return;
    event.preventDefault();
    event.currentTarget.focus();
    want(new globalThis.PointerEvent("pointerdown", event.nativeEvent));
  };
  const type = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.key === "Escape") forget();
    if (disabled || !["Enter", " ", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    // With its release: the canvas counts a key as held until it hears of that.
    want(
      new globalThis.KeyboardEvent("keydown", event.nativeEvent),
      new globalThis.KeyboardEvent("keyup", event.nativeEvent),
    );
  };
  return (
    <>
      {cloneElement(trigger, {
        "aria-haspopup": "menu",
        "aria-expanded": false,
        "aria-busy": waiting || undefined,
        onPointerEnter: touch,
        onFocus: touch,
        onBlur: forget,
        onPointerDown: press,
        onKeyDown: type,
        ...radix,
        ...trigger.props,
        ref: element,
      })}
      {touched && <Fetched {...rest} element={element} lend={lend} disabled={disabled} />}
      {failedUnder !== null && (
        <ReasonTip under={failedUnder} urgent>
          This menu could not be loaded from Tidemark. Press again to retry.
        </ReasonTip>
      )}
    </>
  );
}

const Fetched = memo(function Fetched({
  element,
  lend,
  disabled,
  align = "end",
  className = "min-w-48 max-w-80",
  onClosed,
  children,
}: Omit<MenuProps, "trigger"> & Lent & { disabled: boolean }) {
  const Radix = radixMenu.useModule();
  if (Radix === null) return null;
  return (
    <Loaded value={Radix}>
      <Radix.Root modal={false}>
        <Radix.Trigger asChild disabled={disabled}>
          <Standing element={element} lend={lend} />
        </Radix.Trigger>
        <Radix.Portal>
          <Radix.Content
            align={align}
            sideOffset={4}
            collisionPadding={8}
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
});
