import type { PastView } from "@/components/live/past";
import { EmptyState } from "@/components/ui/empty-state";
import { Clock } from "@/components/ui/time";

/** In place of a group whose past is not there: never the present one. */
export function PastUnknown({ past, what }: { past: PastView; what: string }) {
  return (
    <section aria-label={what} className="border-b bg-bg">
      {past.is === "missing" ? (
        <EmptyState title="Not known">
          {past.problem.code === "no-picture" ? "Nothing was kept" : "Nothing could be read"} of this group at{" "}
          <Clock at={past.atMs} />. The present one is not shown in its place.
        </EmptyState>
      ) : (
        <EmptyState title="Reading…" />
      )}
    </section>
  );
}
