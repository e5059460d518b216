"use client";
import Link from "next/link";
import { useGroupName } from "@/components/runs/use-group-options";
import { Clock } from "@/components/ui/time";
import type { Event } from "@/lib/contract";
import { EventMark } from "./event-mark";

const cell = "px-2 py-2 first:pl-5 last:pr-5 max-sm:first:pl-4 max-sm:last:pr-4";
const head = `${cell} h-8 py-0! text-left font-normal text-12 text-fg-3`;

/** Events as rows, with the group and the instance each is about. */
export function TimelineTable({ events }: { events: readonly Event[] }) {
  return (
    <div className="relative overflow-x-auto bg-surface">
      <table className="w-full border-collapse">
        <thead>
          <tr className="border-b">
            <th scope="col" className={head}>
              Time
            </th>
            <th scope="col" className={head}>
              <span className="sr-only">Type</span>
            </th>
            <th scope="col" className={`${head} w-full`}>
              What happened
            </th>
            <th scope="col" className={`${head} max-md:hidden`}>
              Group
            </th>
            <th scope="col" className={`${head} max-lg:hidden`}>
              Instance
            </th>
            <th scope="col" className={head}>
              <span className="sr-only">Run</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <Row key={event.id} event={event} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ event }: { event: Event }) {
  const group = useGroupName(event.group ?? "");
  return (
    <tr className="border-b align-top">
      <td className={`${cell} whitespace-nowrap text-fg-3`}>
        <Clock at={event.at} />
      </td>
      <td className={`${cell} w-4 px-0! pt-2.5!`}>
        <EventMark event={event} />
      </td>
      <td className={cell}>
        {event.title}
        {event.detail !== "" && (
          <p className="max-w-[90ch] text-pretty break-words text-12 text-fg-2">{event.detail}</p>
        )}
      </td>
      <td className={`${cell} whitespace-nowrap max-md:hidden`}>
        {event.group !== null && (
          <Link href={`/g/${encodeURIComponent(event.group)}`} className="hover:underline">
            {group}
          </Link>
        )}
      </td>
      <td className={`${cell} mono whitespace-nowrap max-lg:hidden`}>
        {event.instance !== null && (
          <Link href={`/i/${encodeURIComponent(event.instance)}`} className="hover:underline">
            {event.instance}
          </Link>
        )}
      </td>
      <td className={`${cell} text-right`}>
        {event.run !== null && (
          <Link href={`/runs/${encodeURIComponent(event.run)}`} className="text-accent hover:underline">
            Run
          </Link>
        )}
      </td>
    </tr>
  );
}
