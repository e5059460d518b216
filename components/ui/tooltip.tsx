"use client";
import { cloneElement, type FocusEvent, memo, type PointerEvent, type ReactNode } from "react";
import { type Lent, Standing, type TriggerElement, useLateTrigger } from "./late-trigger";
import { lazyModule } from "./lazy-module";
import { ReasonTip } from "./reason-tip";

const radixTooltip = lazyModule(() => import("./radix-tooltip").then((module) => module.Tooltip));

interface TooltipProps {
  text: ReactNode;
  side?: "top" | "right" | "bottom" | "left";
  children: TriggerElement;
}

/** More about `children` on hover and on focus, the first of which fetches its code. Without it the words stand below. */
export function Tooltip({ children, ...rest }: TooltipProps) {
  const { element, radix, lend, touched, want, forget, failedUnder } = useLateTrigger(radixTooltip.fetch);
  // What opens a tooltip of Radix': the pointer's move, though not a finger's, and the focus, though not a press'.
  const point = ({ pointerType, clientX, clientY }: PointerEvent): void => {
    if (pointerType !== "touch")
      want(new globalThis.PointerEvent("pointermove", { bubbles: true, pointerType, clientX, clientY }));
  };
  const focus = ({ currentTarget }: FocusEvent): void => {
    if (currentTarget.matches(":focus-visible"))
      want(new globalThis.FocusEvent("focusin", { bubbles: true }));
  };
  return (
    <>
      {cloneElement(children, {
        onPointerEnter: point,
        onPointerLeave: forget,
        onPointerDown: forget,
        onFocus: focus,
        onBlur: forget,
        ...radix,
        ...children.props,
        ref: element,
      })}
      {touched && <Fetched {...rest} element={element} lend={lend} />}
      {failedUnder !== null && <ReasonTip under={failedUnder}>{rest.text}</ReasonTip>}
    </>
  );
}

const Fetched = memo(function Fetched({
  element,
  lend,
  text,
  side = "bottom",
}: Omit<TooltipProps, "children"> & Lent) {
  const Radix = radixTooltip.useModule();
  if (Radix === null) return null;
  return (
    <Radix.Provider delayDuration={300}>
      <Radix.Root>
        <Radix.Trigger asChild>
          <Standing element={element} lend={lend} />
        </Radix.Trigger>
        <Radix.Portal>
          <Radix.Content
            side={side}
            sideOffset={6}
            collisionPadding={12}
            className="z-60 max-w-80 animate-[fade_120ms_ease-out] rounded-md border border-strong bg-surface px-2.5 py-1.5 text-12 text-fg"
          >
            {text}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  );
});
