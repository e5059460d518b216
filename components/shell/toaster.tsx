"use client";
import { Toaster } from "sonner";

/** Toasts tell the end of what the user did here, and nothing else. */
export const AppToaster = () => (
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
