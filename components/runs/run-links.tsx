import Link from "next/link";
import { useEffect, useState } from "react";
import { withBase } from "@/components/live/base";
import { groupHref, instanceHref } from "@/components/shell/pages";
import { momentAfter } from "@/components/time/moment-after";
import { thenHref } from "@/components/time/share";
import type { Run } from "@/lib/contract";
import { Section } from "./section";

const link = "font-medium text-accent hover:underline";

/** Where to look further: the group now, its charts then, what happened meanwhile, the instance itself. */
export function RunLinks({
  run,
  group,
  nameOf,
}: {
  run: Run;
  group: string;
  nameOf: (instance: string) => string;
}) {
  return (
    <Section title="See also" level={2}>
      <ul className="flex flex-wrap gap-x-5 gap-y-1.5 text-13">
        <li>
          <Link href={groupHref(run.group)} className={link}>
            {group} now
          </Link>
        </li>
        {run.endedAt !== null && (
          <li>
            <ChartsThen group={run.group} atMs={Date.parse(run.endedAt)} />
          </li>
        )}
        <li>
          <Link href={`/timeline?run=${encodeURIComponent(run.id)}`} className={link}>
            Its events
          </Link>
        </li>
        <li>
          <Link href={instanceHref(run.instance)} className={link}>
            {nameOf(run.instance)}
          </Link>
        </li>
        <li>
          <a href={withBase(`/api/runs/${encodeURIComponent(run.id)}`)} className={link}>
            As JSON
          </a>
        </li>
      </ul>
    </Section>
  );
}

/** The way to the charts around the end; its query depends on the time now, which only the browser knows. */
function ChartsThen({ group, atMs }: { group: string; atMs: number }) {
  const [href, setHref] = useState(groupHref(group));
  useEffect(() => setHref(thenHref(group, momentAfter(atMs), Date.now())), [group, atMs]);
  return (
    <Link href={href} className={link}>
      Charts then
    </Link>
  );
}
