"use client";
import Link from "next/link";
import { useGroup, useRun } from "@/components/live/store";
import { runHref } from "@/components/shell/pages";
import { Banner } from "@/components/ui/banner";
import { SeverityShape, StateShape } from "@/components/ui/state-shape";
import type { Finding } from "@/lib/contract";

/** Findings that are about the whole group: no card can say them. */
const groupWide: readonly Finding["code"][] = [
  "two-primaries",
  "no-primary",
  "primary-unreachable",
  "ring",
  "poller-cut-off",
  "wiped-primary",
  "sentinel-disagrees",
];

/** Lines across the page: what is wrong with the group as a whole, and the run that steers it now. */
export function GroupBanners({ groupId }: { groupId: string }) {
  const findings = useGroup(
    groupId,
    (group) =>
      group?.findings.filter(({ code, severity }) => groupWide.includes(code) && severity === "critical") ??
      [],
  );
  const run = useGroup(groupId, (group) => group?.run ?? null);
  return (
    <>
      {findings.map(({ id, title, detail, advice }) => (
        <Banner key={id} tone="crit" icon={<SeverityShape severity="critical" />}>
          <strong className="font-semibold">{title}.</strong> {detail} {advice}
        </Banner>
      ))}
      {run !== null && <RunBanner id={run} />}
    </>
  );
}

function RunBanner({ id }: { id: string }) {
  const run = useRun(id);
  return (
    <Banner
      tone="sync"
      icon={<StateShape state="syncing" />}
      action={
        <Link href={runHref(id)} className="font-medium text-accent hover:underline">
          Open run
        </Link>
      }
    >
      {run === null ? "A run is in progress." : `${run.title} is in progress.`} Actions wait until it ends.
    </Banner>
  );
}
