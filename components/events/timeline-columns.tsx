import Link from "next/link";
import { group, instance } from "@/components/listing/columns";
import type { Column } from "@/components/listing/listing-table";
import { momentAfter } from "@/components/time/moment-after";
import { thenHref } from "@/components/time/share";
import { Clock } from "@/components/ui/time";
import type { Event } from "@/lib/contract";
import { EventMark } from "./event-mark";

/** An event in a list, with the group and the instance it is about. */
export const timelineColumns: readonly Column<Event>[] = [
  { head: "Time", cell: ({ at }) => <Clock at={at} />, className: "text-fg-3" },
  {
    head: "Type",
    kind: "heard",
    cell: (event) => <EventMark event={event} />,
    className: "w-4 px-0! pt-2.5!",
  },
  {
    head: "What happened",
    kind: "wide",
    cell: ({ title, detail }) => (
      <>
        {title}
        {detail !== "" && <p className="max-w-[90ch] text-pretty break-words text-12 text-fg-2">{detail}</p>}
      </>
    ),
  },
  { ...group, from: "md" },
  { ...instance, from: "lg" },
  {
    head: "Then",
    kind: "heard",
    from: "md",
    cell: ({ group, at }) =>
      group !== null && (
        <Link
          href={thenHref(group, momentAfter(Date.parse(at)), Date.now())}
          className="whitespace-nowrap text-fg-2 hover:text-fg hover:underline"
        >
          Charts here
        </Link>
      ),
    className: "text-right",
  },
  {
    head: "Run",
    kind: "heard",
    cell: ({ run }) =>
      run !== null && (
        <Link href={`/runs/${encodeURIComponent(run)}`} className="text-accent hover:underline">
          Run
        </Link>
      ),
    className: "text-right",
  },
];
