"use client";
import Link from "next/link";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { usePast } from "@/components/live/past";
import { useGroupOf, useInstance, useReady } from "@/components/live/store";
import { PageBar } from "@/components/shell/page-bar";
import { PastBanner } from "@/components/time/past-banner";
import { PastSync } from "@/components/time/past-sync";
import { PastUnknown } from "@/components/time/past-unknown";
import { EmptyState } from "@/components/ui/empty-state";
import { lazyPart } from "@/components/ui/lazy-part";
import { TabPanel, Tabs } from "@/components/ui/tabs";
import { BacklogBar } from "./backlog-bar";
import { Figures } from "./figures";
import { InstanceBar } from "./instance-bar";
import { OwnCharts, OwnEvents, OwnFindings } from "./own";
import { useDetail } from "./use-detail";

const InstanceBackups = lazyPart("The backups", () =>
  import("@/components/backups/instance-backups").then((m) => m.InstanceBackups),
);
const ConfigTab = lazyPart("The settings", () => import("./config-tab").then((m) => m.ConfigTab));
const InfoTab = lazyPart("The raw INFO", () => import("./info-tab").then((m) => m.InfoTab));

const tabs = [
  { value: "charts", label: "Charts" },
  { value: "events", label: "Events" },
  { value: "backups", label: "Backups" },
  { value: "config", label: "Config" },
  { value: "info", label: "Raw INFO" },
] as const;
const tabParser = parseAsStringLiteral(["charts", "events", "backups", "config", "info"]).withDefault(
  "charts",
);

/** One instance: who it follows, what it is behind, what its upstream keeps for it, and all it says of itself. */
export function InstancePage({ instanceId }: { instanceId: string }) {
  const ready = useReady();
  const groupId = useGroupOf(instanceId);
  if (groupId !== null) return <Known groupId={groupId} instanceId={instanceId} />;
  return (
    <>
      <PageBar parents={[{ href: "/", label: "Fleet" }]} title={instanceId} />
      {ready ? (
        <EmptyState title={`No instance ${instanceId} is watched`}>
          It may have been forgotten, or its group was removed.{" "}
          <Link href="/" className="font-medium text-accent">
            All groups
          </Link>
        </EmptyState>
      ) : (
        <EmptyState title="Connecting to Tidemark…" />
      )}
    </>
  );
}

function Known({ groupId, instanceId }: { groupId: string; instanceId: string }) {
  const [tab, setTab] = useQueryState("tab", tabParser);
  const detail = useDetail(instanceId);
  const past = usePast(groupId);
  const known = useInstance(groupId, instanceId, (instance) => instance !== null);
  return (
    <>
      <InstanceBar groupId={groupId} instanceId={instanceId} charts={tab === "charts"} />
      <PastSync groupId={groupId} />
      <PastBanner groupId={groupId} />
      {past !== null && !known && <PastUnknown past={past} what="Figures" />}
      <Figures groupId={groupId} instanceId={instanceId} />
      <BacklogBar groupId={groupId} instanceId={instanceId} />
      <OwnFindings groupId={groupId} instanceId={instanceId} />
      <Tabs label="About this instance" value={tab} onChange={(next) => void setTab(next)} tabs={tabs}>
        <TabPanel value="charts">
          <OwnCharts groupId={groupId} instanceId={instanceId} />
        </TabPanel>
        <TabPanel value="events">
          <OwnEvents groupId={groupId} instanceId={instanceId} />
        </TabPanel>
        <TabPanel value="backups">
          <InstanceBackups groupId={groupId} instanceId={instanceId} />
        </TabPanel>
        <TabPanel value="config">
          {past !== null && <OnlyNow />}
          {detail.state === "there" ? <ConfigTab detail={detail.detail} /> : <Waiting detail={detail} />}
        </TabPanel>
        <TabPanel value="info">
          {past !== null && <OnlyNow />}
          {detail.state === "there" ? <InfoTab detail={detail.detail} /> : <Waiting detail={detail} />}
        </TabPanel>
      </Tabs>
    </>
  );
}

/** Beside what is read from the instance itself, while the page shows the past. */
function OnlyNow() {
  return (
    <p className="gutter border-b bg-tint-warn py-2 text-12">As it is now: of the past it is not kept.</p>
  );
}

function Waiting({ detail }: { detail: ReturnType<typeof useDetail> }) {
  if (detail.state === "failed")
    return <EmptyState title={detail.problem.title}>{detail.problem.detail}</EmptyState>;
  return <EmptyState title="Reading…" />;
}
