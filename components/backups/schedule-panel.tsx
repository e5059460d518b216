"use client";
import Link from "next/link";
import { StateShape } from "@/components/ui/state-shape";
import { Clock } from "@/components/ui/time";
import type { ShownState } from "@/components/ui/tone";
import type { Schedule } from "@/lib/contract";
import { useSchedules } from "./use-schedules";

const kinds: Record<Schedule["kind"], string> = {
  backup: "Back up",
  drill: "Drill",
  recheck: "Read again",
};

type Outcome = NonNullable<Schedule["last"]>["outcome"];
const outcomes: Record<Outcome, { word: string; shape: ShownState }> = {
  running: { word: "running", shape: "syncing" },
  succeeded: { word: "succeeded", shape: "online" },
  failed: { word: "failed", shape: "unreachable" },
  skipped: { word: "passed over", shape: "lagging" },
};

/** What is done by itself, when next, and what became of the last time. */
export function SchedulePanel() {
  const schedules = useSchedules();
  if (schedules === null) return null;
  const set = schedules.filter(({ expression }) => expression !== null);
  return (
    <section aria-labelledby="schedules" className="border-b px-5 py-4 max-sm:px-4">
      <h2 id="schedules" className="font-semibold">
        Schedules
      </h2>
      {set.length === 0 ? (
        <p className="max-w-[60ch] text-pretty pt-1.5 text-12 text-fg-2">
          None: backups are made when somebody asks for one. <code className="mono">backups.schedule</code> in
          the settings makes them by themselves.
        </p>
      ) : (
        <ul className="pt-1.5">
          {set.map((schedule) => (
            <Row key={schedule.kind} schedule={schedule} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Row({ schedule: { kind, expression, next, off, last } }: { schedule: Schedule }) {
  return (
    <li className="py-1 text-12">
      <div className="flex flex-wrap items-baseline gap-x-2.5">
        <span className="w-20 flex-none text-fg-2">{kinds[kind]}</span>
        <span className="mono min-w-0 max-w-full break-all" title={`${expression} in UTC`}>
          {expression}
        </span>
        {off === null && next !== null && (
          <span className="ml-auto whitespace-nowrap text-fg-2">
            next <Clock at={next} />
          </span>
        )}
      </div>
      {off !== null && <p className="pl-[90px] text-pretty text-warn">Off: {off}</p>}
      {last !== null && (
        <p className="flex items-baseline gap-1.5 pl-[90px] text-fg-2" title={last.text}>
          <StateShape state={outcomes[last.outcome].shape} size={9} />
          <span>
            Last <Clock at={last.slot} /> {outcomes[last.outcome].word}
          </span>
          {last.run !== null && (
            <Link href={`/runs/${encodeURIComponent(last.run)}`} className="text-accent hover:underline">
              Run
            </Link>
          )}
        </p>
      )}
    </li>
  );
}
