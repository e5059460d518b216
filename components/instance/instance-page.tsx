"use client";
import { ChevronDown } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { LagPanel } from "@/components/charts/lag-panel";
import { EventRow } from "@/components/events/event-row";
import { FindingRow } from "@/components/findings/finding-row";
import { useEvents, useFindings, useGroup, useGroupOf, useInstance, useReady } from "@/components/live/store";
import { InstanceActionsMenu } from "@/components/runs/instance-actions-menu";
import { PageBar } from "@/components/shell/page-bar";
import { groupHref, instanceHref } from "@/components/shell/pages";
import { RoleWord } from "@/components/topology/role-word";
import { useFacts } from "@/components/topology/use-facts";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { StatePill } from "@/components/ui/state-pill";
import { TabPanel, Tabs } from "@/components/ui/tabs";
import { BacklogBar } from "./backlog-bar";
import { Figures } from "./figures";
import { useDetail } from "./use-detail";

const ConfigTab = dynamic(() => import("./config-tab").then((m) => m.ConfigTab));
const InfoTab = dynamic(() => import("./info-tab").then((m) => m.InfoTab));

const tabs = [
  { value: "charts", label: "Charts" },
  { value: "events", label: "Events" },
  { value: "config", label: "Config" },
  { value: "info", label: "Raw INFO" },
] as const;
const tabParser = parseAsStringLiteral(["charts", "events", "config", "info"]).withDefault("charts");

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
  return (
    <>
      <Bar groupId={groupId} instanceId={instanceId} charts={tab === "charts"} />
      <Figures groupId={groupId} instanceId={instanceId} />
      <BacklogBar groupId={groupId} instanceId={instanceId} />
      <OwnFindings instanceId={instanceId} />
      <Tabs label="About this instance" value={tab} onChange={(next) => void setTab(next)} tabs={tabs}>
        <TabPanel value="charts">
          <Charts groupId={groupId} instanceId={instanceId} />
        </TabPanel>
        <TabPanel value="events">
          <OwnEvents groupId={groupId} instanceId={instanceId} />
        </TabPanel>
        <TabPanel value="config">
          {detail.state === "there" ? <ConfigTab detail={detail.detail} /> : <Waiting detail={detail} />}
        </TabPanel>
        <TabPanel value="info">
          {detail.state === "there" ? <InfoTab detail={detail.detail} /> : <Waiting detail={detail} />}
        </TabPanel>
      </Tabs>
    </>
  );
}

function Bar({ groupId, instanceId, charts }: { groupId: string; instanceId: string; charts: boolean }) {
  const groupName = useGroup(groupId, (group) => group?.name ?? groupId);
  const facts = useFacts(groupId, instanceId);
  const own = useInstance(groupId, instanceId, (instance) => ({
    upstream: instance?.upstream ?? null,
    product: instance?.product ?? "other",
    version: instance?.version ?? null,
    problem: instance?.problem ?? null,
  }));
  const upstreamName = useInstance(groupId, own.upstream ?? "", (upstream) => upstream?.name ?? own.upstream);
  if (facts === null) return null;
  const products = { redis: "Redis", valkey: "Valkey", other: "Server" };
  return (
    <PageBar
      parents={[
        { href: "/", label: "Fleet" },
        { href: groupHref(groupId), label: groupName },
      ]}
      title={facts.name}
      pills={
        <>
          <RoleWord role={facts.role} />
          <StatePill state={facts.state}>{facts.stateText}</StatePill>
        </>
      }
      facts={[
        ...(own.upstream === null
          ? []
          : [
              <span key="upstream">
                follows{" "}
                <Link href={instanceHref(own.upstream)} className="text-fg-2 hover:text-fg hover:underline">
                  {upstreamName}
                </Link>
              </span>,
            ]),
        ...(own.version === null ? [] : [`${products[own.product]} ${own.version}`]),
        ...(own.problem === null ? [] : [own.problem]),
      ]}
      time={charts ? "range" : "live"}
      actions={
        <InstanceActionsMenu
          groupId={groupId}
          instanceId={instanceId}
          trigger={
            <Button>
              Actions
              <ChevronDown size={14} strokeWidth={1.5} aria-hidden="true" />
            </Button>
          }
        />
      }
    />
  );
}

/** A replica's own lag; for a primary, that of all who follow it. */
function Charts({ groupId, instanceId }: { groupId: string; instanceId: string }) {
  const role = useInstance(groupId, instanceId, (instance) => instance?.role ?? null);
  return (
    <div className="bg-surface">
      {role === "primary" ? <LagPanel groupId={groupId} /> : <LagPanel groupId={groupId} only={instanceId} />}
    </div>
  );
}

function OwnFindings({ instanceId }: { instanceId: string }) {
  const findings = useFindings().filter(({ instance }) => instance === instanceId);
  if (findings.length === 0) return null;
  return (
    <section aria-label="Findings" className="bg-surface">
      <ul>
        {findings.map((finding) => (
          <FindingRow key={finding.id} finding={finding} />
        ))}
      </ul>
    </section>
  );
}

function OwnEvents({ groupId, instanceId }: { groupId: string; instanceId: string }) {
  const events = useEvents(groupId).filter(({ instance }) => instance === instanceId);
  if (events.length === 0)
    return (
      <EmptyState title="Nothing has happened here yet">
        Changes of role, link and state stand here.
      </EmptyState>
    );
  return (
    <ol className="bg-surface py-1">
      {events.map((event) => (
        <EventRow key={event.id} event={event} />
      ))}
    </ol>
  );
}

function Waiting({ detail }: { detail: ReturnType<typeof useDetail> }) {
  if (detail.state === "failed")
    return <EmptyState title={detail.problem.title}>{detail.problem.detail}</EmptyState>;
  return <EmptyState title="Reading…" />;
}
