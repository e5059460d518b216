import { History } from "lucide-react";
import Link from "next/link";
import { momentAfter } from "@/components/time/moment-after";
import { useTime } from "@/components/time/use-time";
import { Clock, formatClock } from "@/components/ui/time";
import type { Event } from "@/lib/contract";
import { EventMark } from "./event-mark";

/** One event on one line; what it says in full is its title. Its button shows the group as it was then. */
export function EventRow({ event }: { event: Event }) {
  const { showAt } = useTime();
  const atMs = Date.parse(event.at);
  return (
    <li className="gutter grid min-h-7 grid-cols-[auto_16px_minmax(0,1fr)_auto_auto] items-center gap-x-2 text-12">
      <span className="min-w-14 text-fg-3">
        <Clock at={event.at} />
      </span>
      <EventMark event={event} />
      <span
        className="truncate"
        title={event.detail === "" ? event.title : `${event.title}. ${event.detail}`}
      >
        {event.title}
      </span>
      {event.run !== null && (
        <Link
          href={`/runs/${encodeURIComponent(event.run)}`}
          className="text-fg-3 hover:text-fg hover:underline"
        >
          Run
        </Link>
      )}
      <button
        type="button"
        aria-label={`Show the group as it was at ${formatClock(atMs, Date.now())}`}
        title="Show the group as it was then"
        onClick={() => showAt(momentAfter(atMs))}
        className="col-start-5 grid size-6 place-items-center rounded text-fg-3 hover:bg-inset hover:text-fg"
      >
        <History size={14} strokeWidth={1.5} aria-hidden="true" />
      </button>
    </li>
  );
}
