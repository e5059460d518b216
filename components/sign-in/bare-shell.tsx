"use client";
import { type ReactNode, useEffect } from "react";
import { loadAccess } from "@/components/live/load-access";
import { useAccess } from "@/components/live/who";
import { Brand } from "@/components/shell/brand";
import { useThemeSync } from "@/components/shell/theme";

/** What stands around a page for those whom Tidemark does not know yet: nothing that could show or ask anything. */
export function BareShell({ children }: { children: ReactNode }) {
  useThemeSync();
  useEffect(() => void loadAccess().catch(() => undefined), []);
  return (
    <div
      data-freshness={useAccess() === null ? "connecting" : "live"}
      className="flex min-h-dvh flex-col items-center gap-6 px-4 pt-[min(12vh,112px)] pb-10"
    >
      {/* With its word on a narrow page too: here it alone says what this is. */}
      <span className="scale-[1.15] [&>svg]:w-[94px]">
        <Brand />
      </span>
      <main id="main" className="w-full max-w-[400px]">
        {children}
      </main>
    </div>
  );
}
