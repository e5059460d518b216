"use client";
import type { ReactNode } from "react";
import { useIdentity, useWithheld } from "@/components/live/who";
import { TitleBar } from "@/components/shell/title-bar";
import { EmptyState } from "@/components/ui/empty-state";

/** A page for admins of all groups: to anybody else it says so, and asks the server nothing. */
export function ForAdmins({ title, children }: { title: string; children: ReactNode }) {
  const known = useIdentity() !== null;
  const withheld = useWithheld("admin", null);
  if (known && withheld === null) return children;
  return (
    <>
      <TitleBar title={title} />
      {known ? (
        <EmptyState title="This page is for admins">{withheld}</EmptyState>
      ) : (
        <EmptyState title="Connecting to Tidemark…" />
      )}
    </>
  );
}
