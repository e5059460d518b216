import { Button } from "@/components/ui/button";
import type { Problem } from "@/lib/contract";
import { heightFor } from "./geometry";

/** In place of the charts before their first samples have come, as high as they will be. */
export function ReadingNote() {
  return (
    <p
      role="status"
      className="gutter grid place-items-center text-12 text-fg-2"
      style={{ minHeight: heightFor(3) }}
    >
      Reading…
    </p>
  );
}

/** Why the samples of the chosen time are not there, and the way to ask again. What was drawn before stays. */
export function FailedNote({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  return (
    <div
      role="alert"
      className="gutter flex flex-wrap items-center gap-x-3 gap-y-1 border-b bg-tint-warn py-1.5 text-12"
    >
      <span className="min-w-0 flex-1">
        <strong className="font-semibold">{problem.title}.</strong> {problem.detail}
      </span>
      <Button size="row" onClick={onRetry}>
        Try again
      </Button>
    </div>
  );
}

/** Over plots in which there is nothing. */
export function NothingNote({ top }: { top: number }) {
  return (
    <p className="pointer-events-none absolute inset-x-0 text-center text-12 text-fg-2" style={{ top }}>
      No samples were kept of this time.
    </p>
  );
}
