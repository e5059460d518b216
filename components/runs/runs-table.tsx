"use client";
import Link from "next/link";
import { StateWordMark } from "@/components/ui/state-pill";
import { Clock } from "@/components/ui/time";
import type { Run } from "@/lib/contract";
import { formatDuration, tookSeconds } from "./durations";
import { useGroupName } from "./use-group-options";
import { runWords } from "./wording";

const cell = "px-2 first:pl-5 last:pr-5 max-sm:first:pl-4 max-sm:last:pr-4";
const head = `${cell} h-8 text-left font-normal text-12 text-fg-3 whitespace-nowrap`;

/** Runs as rows; each leads to its own page. */
export function RunsTable({ runs }: { runs: readonly Run[] }) {
  return (
    <div className="relative overflow-x-auto bg-surface">
      <table className="w-full border-collapse">
        <thead>
          <tr className="border-b">
            <th scope="col" className={head}>
              Started
            </th>
            <th scope="col" className={`${head} w-full`}>
              Run
            </th>
            <th scope="col" className={`${head} max-md:hidden`}>
              Group
            </th>
            <th scope="col" className={`${head} max-sm:hidden`}>
              State
            </th>
            <th scope="col" className={`${head} text-right! max-sm:hidden`}>
              Took
            </th>
            <th scope="col" className={`${head} text-right! max-sm:hidden`}>
              Steps
            </th>
            <th scope="col" className={`${head} max-md:hidden`}>
              By
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <Row key={run.id} run={run} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ run }: { run: Run }) {
  const group = useGroupName(run.group);
  const done = run.steps.filter((step) => step.state === "done").length;
  const { word, shape } = runWords[run.state];
  return (
    <tr className="border-b align-top hover:bg-inset">
      <td className={`${cell} whitespace-nowrap py-2.5 text-fg-3`}>
        <Clock at={run.startedAt} />
      </td>
      <td className={`${cell} py-2.5`}>
        <Link href={`/runs/${encodeURIComponent(run.id)}`} className="font-medium hover:underline">
          {run.title}
        </Link>
        <p className="text-12 sm:hidden">
          <StateWordMark state={shape}>{word}</StateWordMark>
        </p>
        {run.summary !== null && <p className="max-w-[72ch] text-pretty text-12 text-fg-2">{run.summary}</p>}
      </td>
      <td className={`${cell} whitespace-nowrap py-2.5 max-md:hidden`}>
        <Link href={`/g/${encodeURIComponent(run.group)}`} className="hover:underline">
          {group}
        </Link>
      </td>
      <td className={`${cell} py-2.5 max-sm:hidden`}>
        <StateWordMark state={shape}>{word}</StateWordMark>
      </td>
      <td className={`${cell} whitespace-nowrap py-2.5 text-right max-sm:hidden`}>
        {formatDuration(tookSeconds(run.startedAt, run.endedAt))}
      </td>
      <td className={`${cell} whitespace-nowrap py-2.5 text-right text-fg-2 max-sm:hidden`}>
        {done} of {run.steps.length}
      </td>
      <td className={`${cell} py-2.5 text-fg-2 max-md:hidden`}>{run.actor}</td>
    </tr>
  );
}
