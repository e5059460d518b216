import { ArrowLeftRight, Download, FlaskConical, Play, SquareCheck, UserMinus, UserPlus } from "lucide-react";
import type { ReactNode } from "react";
import { SeverityShape, StateShape } from "@/components/ui/state-shape";
import type { Event, EventType } from "@/lib/contract";
import { eventWords } from "./words";

const line = { size: 14, strokeWidth: 1.5, "aria-hidden": true } as const;
const Letter = ({ children }: { children: string }) => (
  <span aria-hidden="true" className="font-bold text-12 text-sync leading-4">
    {children}
  </span>
);

/** Marks that a type has of its own; the others wear the shape of their severity. */
const marks: Partial<Record<EventType, ReactNode>> = {
  "role-changed": <ArrowLeftRight {...line} />,
  failover: <ArrowLeftRight {...line} />,
  "link-down": <StateShape state="link-down" />,
  "link-up": <StateShape state="online" />,
  "full-resync": <Letter>F</Letter>,
  "partial-resync": <Letter>P</Letter>,
  "instance-down": <StateShape state="unreachable" />,
  "instance-up": <StateShape state="online" />,
  "instance-joined": <UserPlus {...line} />,
  "instance-left": <UserMinus {...line} />,
  "finding-closed": <SquareCheck {...line} />,
  "run-started": <Play {...line} />,
  "run-ended": <SquareCheck {...line} />,
  "backup-ended": <Download {...line} />,
  gap: <span aria-hidden="true" className="hatched block size-3 text-fg-2" />,
  "fault-injected": <FlaskConical {...line} />,
};

/** The mark of an event; its type is heard instead of seen. */
export function EventMark({ event }: { event: Event }) {
  return (
    <span title={eventWords[event.type]} className="grid size-4 place-items-center text-fg-2">
      {marks[event.type] ?? <SeverityShape severity={event.severity} />}
      <span className="sr-only">{eventWords[event.type]}</span>
    </span>
  );
}
