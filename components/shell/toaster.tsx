"use client";
import { useEffect } from "react";
import { Toaster, toast } from "sonner";
import { type Toast, takeToasts, useToastsSaid } from "@/components/ui/toast";

/** Toasts tell the end of what the user did here, and nothing else. */
export function AppToaster() {
  const said = useToastsSaid();
  // The toaster below listens before this runs; what is told to it earlier is lost.
  useEffect(() => {
    if (said > 0) takeToasts().forEach(show);
  }, [said]);
  return (
    <Toaster
      position="bottom-right"
      toastOptions={{
        style: {
          background: "var(--surface)",
          color: "var(--text)",
          border: "1px solid var(--border-strong)",
          borderRadius: 6,
          boxShadow: "none",
          fontFamily: "var(--font-geist-sans)",
        },
      }}
    />
  );
}

function show({ title, tone, description, action }: Toast): void {
  const say = tone === undefined ? toast : toast[tone];
  say(title, {
    ...(description === undefined ? {} : { description }),
    ...(action === undefined ? {} : { action: { label: action.label, onClick: action.run } }),
  });
}
