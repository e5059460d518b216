import type { ReactNode } from "react";

/** A key. */
export const Kbd = ({ children }: { children: ReactNode }) => (
  <kbd className="inline-block h-[18px] min-w-[18px] rounded bg-inset px-1 text-center font-medium font-sans text-12 text-fg-2">
    {children}
  </kbd>
);
