"use client";
import type { ReactNode } from "react";
import { lazyModule } from "./lazy-module";

const useRadix = lazyModule(() => import("./radix-tooltip").then((module) => module.Tooltip));

/** More about `children`, on hover and on focus. `children` is one element that takes a ref. Its code comes after the page. */
export function Tooltip({
  text,
  side = "bottom",
  children,
}: {
  text: ReactNode;
  side?: "top" | "right" | "bottom" | "left";
  children: ReactNode;
}) {
  const Radix = useRadix();
  if (Radix === null) return children;
  return (
    <Radix.Provider delayDuration={300}>
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
    </Radix.Provider>
  );
}
