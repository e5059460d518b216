"use client";
import Link from "next/link";
import { GroupAftermath } from "@/components/aftermath/group-aftermath";
import { usePresentGroup, useReady } from "@/components/live/store";
import { SentinelStrip } from "@/components/sentinel/sentinel-strip";
import { PageBar } from "@/components/shell/page-bar";
import { PastBanner } from "@/components/time/past-banner";
import { PastSync } from "@/components/time/past-sync";
import { EmptyState } from "@/components/ui/empty-state";
import { GroupBanners } from "./group-banners";
import { GroupBar } from "./group-bar";
import { GroupPanes } from "./group-panes";
import { RoleAnnouncer } from "./role-announcer";

const parents = [{ href: "/", label: "Fleet" }];

/** The page of one group, once the first picture has come. */
export function GroupPage({ groupId }: { groupId: string }) {
  const ready = useReady();
  const name = usePresentGroup(groupId, (group) => group?.name ?? null);
  if (name === null)
    return (
      <>
        <PageBar parents={parents} title={groupId} time="live" />
        {ready ? (
          <EmptyState
            title={`No group is called ${groupId}`}
            action={
              <Link href="/" className="font-medium text-accent hover:underline">
                All groups
              </Link>
            }
          >
            It is not watched, or not any more, or you have no role in it.
          </EmptyState>
        ) : (
          <EmptyState title="Connecting to Tidemark">
            The group appears as soon as the first picture is there.
          </EmptyState>
        )}
      </>
    );
  return (
    <>
      <GroupBar groupId={groupId} name={name} parents={parents} />
      <PastSync groupId={groupId} />
      <PastBanner groupId={groupId} />
      <GroupBanners groupId={groupId} />
      <GroupAftermath groupId={groupId} />
      <SentinelStrip groupId={groupId} />
      <GroupPanes groupId={groupId} name={name} />
      <RoleAnnouncer groupId={groupId} />
    </>
  );
}
