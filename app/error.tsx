"use client";
import { TitleBar } from "@/components/shell/title-bar";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

/** A defect of the page itself. The servers are not touched by it. */
export default function PageError({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <>
      <TitleBar parents={[{ href: "/", label: "Fleet" }]} title="Something went wrong" />
      <EmptyState
        title="This page stopped with an error"
        action={
          <Button variant="primary" onClick={reset}>
            Show the page again
          </Button>
        }
      >
        Your servers are not affected. The error says: <span className="mono">{error.message}</span>
      </EmptyState>
    </>
  );
}
