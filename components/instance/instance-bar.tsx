"use client";
import { ChevronDown } from "lucide-react";
import Link from "next/link";
import { useInstance, usePresentGroup } from "@/components/live/store";
import { InstanceActionsMenu } from "@/components/runs/instance-actions-menu";
import { PageBar } from "@/components/shell/page-bar";
import { groupHref, instanceHref } from "@/components/shell/pages";
import { RoleWord } from "@/components/topology/role-word";
import { useFacts } from "@/components/topology/use-facts";
import { Button } from "@/components/ui/button";
import { StatePill } from "@/components/ui/state-pill";

/** Name, role, state and upstream of the instance; time and its actions. */
export function InstanceBar({
  groupId,
  instanceId,
  charts,
}: {
  groupId: string;
  instanceId: string;
  charts: boolean;
}) {
  const groupName = usePresentGroup(groupId, (group) => group?.name ?? groupId);
  const facts = useFacts(groupId, instanceId);
  const own = useInstance(groupId, instanceId, (instance) => ({
    upstream: instance?.upstream ?? null,
    product: instance?.product ?? "other",
    version: instance?.version ?? null,
    problem: instance?.problem ?? null,
  }));
  const upstreamName = useInstance(groupId, own.upstream ?? "", (upstream) => upstream?.name ?? own.upstream);
  const parents = [
    { href: "/", label: "Fleet" },
    { href: groupHref(groupId), label: groupName },
  ];
  // Of a past that is not known: the way back to the present stays.
  if (facts === null)
    return <PageBar parents={parents} title={instanceId} time={charts ? "range" : "live"} />;
  const products = { redis: "Redis", valkey: "Valkey", other: "Server" };
  return (
    <PageBar
      parents={parents}
      title={facts.name}
      pills={
        <>
          <RoleWord role={facts.role} detached={facts.detached} />
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
