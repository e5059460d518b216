"use client";
import clsx from "clsx";
import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { useReturnFocus } from "./return-focus";

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  /** One line under the title. */
  description?: ReactNode;
  /** 720 px instead of 480. */
  wide?: boolean;
  /** Stays at the bottom while the body scrolls. */
  footer?: ReactNode;
  children: ReactNode;
}

/** A modal dialog; Esc and a click beside it close it. On a narrow page it is docked at the bottom. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  wide = false,
  footer,
  children,
}: DialogProps) {
  const returnFocus = useReturnFocus(open);
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-50 animate-[fade_120ms_ease-out] bg-scrim" />
        <Radix.Content
          onCloseAutoFocus={returnFocus}
          {...(description === undefined ? { "aria-describedby": undefined } : {})}
          className={clsx(
            "-translate-x-1/2 fixed bottom-0 left-1/2 z-50 flex max-h-[92dvh] w-full animate-[fade_200ms_ease-out] flex-col overflow-hidden rounded-t-lg border bg-surface sm:top-[8vh] sm:bottom-auto sm:max-h-[84vh] sm:w-[calc(100vw-32px)] sm:rounded-lg",
            wide ? "sm:max-w-[720px]" : "sm:max-w-[480px]",
          )}
        >
          <header className="flex flex-none items-start gap-3 border-b py-3 pr-3 pl-5">
            <div className="min-w-0 flex-1">
              <Radix.Title className="font-semibold text-16">{title}</Radix.Title>
              {description !== undefined && (
                <Radix.Description asChild>
                  <div className="text-12 text-fg-2">{description}</div>
                </Radix.Description>
              )}
            </div>
            <Radix.Close
              aria-label="Close"
              className="inline-grid size-[30px] flex-none place-items-center rounded-md text-fg-2 hover:bg-inset"
            >
              <X size={16} strokeWidth={1.5} aria-hidden="true" />
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
          {footer !== undefined && (
            <footer className="flex flex-none items-center justify-end gap-2 border-t px-5 py-3">
              {footer}
            </footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
