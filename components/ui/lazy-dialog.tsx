"use client";
import { type ComponentType, useEffect, useLayoutEffect, useRef } from "react";
import { Button } from "./button";
import { lazyModule, useFetched } from "./lazy-module";

/**
 * A dialog whose code is fetched when it is first opened. Until it is there, and where it cannot be had, a box of the
 * browser's own making stands for it; `close` is what its Close, Esc and a click beside it do.
 */
export function lazyDialog<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  close: (props: Props) => void,
): ComponentType<Props> {
  const code = lazyModule(load);
  return function LazyDialog(props: Props) {
    const arrival = useFetched(code);
    if (arrival.at === "here") {
      const { module: Shown } = arrival;
      return <Shown {...props} />;
    }
    return <StandIn failed={arrival.at === "failed"} onRetry={code.fetch} onClose={() => close(props)} />;
  };
}

function StandIn({
  failed,
  onRetry,
  onClose,
}: {
  failed: boolean;
  onRetry: () => void;
  onClose: () => void;
}) {
  const box = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const dialog = box.current;
    dialog?.showModal();
    // Closing gives the focus back to what had it; the dialog that comes next takes it from there and returns it.
    return () => dialog?.close();
  }, []);
  // A button that goes away must not take the focus out of the box.
  useEffect(() => {
    if (!failed) box.current?.focus();
  }, [failed]);
  return (
    <dialog
      ref={box}
      tabIndex={-1}
      aria-busy={!failed}
      aria-label={failed ? "Not loaded" : "Loading"}
      onCancel={onClose}
      onMouseDown={(event) => {
        // What is beside the box belongs to it too. Not `closedby`: that also takes the end of the drag that opened it.
        if (event.target !== event.currentTarget) return;
        // Else the press takes the focus to what lies below.
        event.preventDefault();
        onClose();
      }}
      // Code that comes within the delay shows nothing of this.
      className="fixed top-auto bottom-0 mx-auto w-full max-w-none animate-[fade_120ms_ease-out_100ms_backwards] rounded-t-lg border bg-surface text-fg outline-none backdrop:animate-[fade_120ms_ease-out_100ms_backwards] backdrop:bg-scrim sm:top-[8vh] sm:bottom-auto sm:w-[calc(100vw-32px)] sm:max-w-[480px] sm:rounded-lg"
    >
      {failed ? (
        <p role="alert" className="px-5 py-4 text-pretty">
          This could not be loaded from Tidemark. The page stays as it is.
        </p>
      ) : (
        <p role="status" className="px-5 py-4 text-fg-2">
          Loading…
        </p>
      )}
      <footer className="flex justify-end gap-2 border-t px-5 py-3">
        <Button onClick={onClose}>Close</Button>
        {failed && (
          <Button variant="primary" autoFocus onClick={onRetry}>
            Try again
          </Button>
        )}
      </footer>
    </dialog>
  );
}
