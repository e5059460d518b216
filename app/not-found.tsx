import type { Metadata } from "next";
import Link from "next/link";
import { TitleBar } from "@/components/shell/title-bar";
import { EmptyState } from "@/components/ui/empty-state";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <>
      <TitleBar parents={[{ href: "/", label: "Fleet" }]} title="Not found" />
      <EmptyState
        title="There is no page at this address"
        action={
          <Link href="/" className="font-medium text-accent">
            All groups
          </Link>
        }
      >
        The link may be old, or a part of it is missing.
      </EmptyState>
    </>
  );
}
