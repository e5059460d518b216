import { ArrowUp } from "lucide-react";

/** Above a list that is being read: what has come meanwhile, and the way to it. It takes no room from the rows. */
export function NewEvents({ count, onShow }: { count: number; onShow: () => void }) {
  return (
    <div role="status" className="sticky top-2 z-20 flex h-0 justify-center">
      {count > 0 && (
        <button
          type="button"
          onClick={() => {
            onShow();
            window.scrollTo({ top: 0 });
          }}
          className="mt-1 inline-flex h-7 items-center gap-1.5 rounded-full border border-strong bg-surface px-3 font-medium text-12 text-accent hover:bg-inset"
        >
          <ArrowUp size={14} strokeWidth={1.5} aria-hidden="true" />
          {count} new {count === 1 ? "event" : "events"}
        </button>
      )}
    </div>
  );
}
