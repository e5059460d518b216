"use client";
import { Tooltip as Radix } from "radix-ui";
import type { ReactNode } from "react";

/** Once, around the page: one tooltip is open at a time. */
export function TooltipProvider({ children }: { children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={300} skipDelayDuration={150}>
      {children}
    </Radix.Provider>
  );
}

/** More about `children`, on hover and on focus. `children` is one element that takes a ref. */
export function Tooltip({
  text,
  side = "bottom",
  children,
}: {
  text: ReactNode;
  side?: "top" | "right" | "bottom" | "left";
  children: ReactNode;
}) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
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
  );
}
