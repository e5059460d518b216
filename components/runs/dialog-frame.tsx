"use client";
import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode, RefObject } from "react";
import { returnFocus } from "./launcher";
import { PhaseBar } from "./phase-bar";
import type { Stage } from "./run-text";

/**
 * The box of every action dialog. It scrolls as a whole, so that a keyboard always finds its buttons in it,
 * and its footer stays in sight. The focus goes back to what opened it.
 */
export function DialogFrame({
  title,
  description,
  pill,
  stage,
  onClose,
  box,
  first,
  announcement,
  footer,
  children,
}: {
  title: string;
  description: ReactNode;
  pill?: ReactNode;
  stage: Stage | null;
  onClose: () => void;
  /** The box itself, for moving the focus onto it. */
  box: RefObject<HTMLDivElement | null>;
  /** Selects what the focus goes to at the opening; without it, the box. */
  first?: string;
  /** Said to those who hear the page, whenever it changes. */
  announcement?: string;
  footer: ReactNode;
  children: ReactNode;
}) {
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-50 animate-[fade_120ms_ease-out] bg-scrim" />
        <Radix.Content
          ref={box}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            const target = first === undefined ? null : box.current?.querySelector<HTMLElement>(first);
            (target ?? box.current)?.focus();
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            returnFocus();
          }}
          className="-translate-x-1/2 fixed bottom-0 left-1/2 z-50 flex max-h-[94dvh] w-full [--pane:16px] animate-[fade_120ms_ease-out] flex-col overflow-y-auto rounded-t-lg border bg-surface text-12 outline-none sm:top-[5vh] sm:bottom-auto sm:max-h-[90vh] sm:w-[calc(100vw-32px)] sm:max-w-[528px] sm:rounded-lg"
        >
          <header className="border-b px-(--pane) pt-3.5 pb-3">
            <div className="flex items-start gap-2">
              <Radix.Title className="min-w-0 flex-1 break-words font-semibold text-16 tracking-[-0.01em]">
                {title}
              </Radix.Title>
              {pill ?? (
                <Radix.Close
                  aria-label="Close"
                  className="-mr-1.5 inline-grid size-6 flex-none place-items-center rounded-md text-fg-2 hover:bg-inset"
                >
                  <X size={16} strokeWidth={1.5} aria-hidden="true" />
                </Radix.Close>
              )}
            </div>
            <Radix.Description asChild>
              <div className="text-pretty text-fg-2">{description}</div>
            </Radix.Description>
            {stage !== null && <PhaseBar stage={stage} />}
          </header>
          {children}
          <p role="status" className="sr-only">
            {announcement}
          </p>
          <footer className="sticky bottom-0 mt-auto flex flex-wrap items-center justify-end gap-2 border-t bg-surface px-(--pane) py-3">
            {footer}
          </footer>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
