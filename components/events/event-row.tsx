import Link from "next/link";
import { Clock } from "@/components/ui/time";
import type { Event } from "@/lib/contract";
import { EventMark } from "./event-mark";

/** One event on one line; what it says in full is its title. */
export function EventRow({ event }: { event: Event }) {
  return (
    <li className="gutter grid min-h-7 grid-cols-[auto_16px_minmax(0,1fr)_auto] items-center gap-x-2 text-12">
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
    </li>
  );
}
