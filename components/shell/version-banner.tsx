"use client";
import { RefreshCw } from "lucide-react";
import { useNewVersion } from "@/components/live/store";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";

/** Says that the server is another version than this page, and offers the new page; it does not take a form away unasked. */
export function VersionBanner() {
  const versions = useNewVersion();
  if (versions === null) return null;
  return (
    <Banner
      tone="warn"
      icon={<RefreshCw size={14} strokeWidth={1.5} aria-hidden="true" />}
      action={
        <Button size="row" onClick={() => location.reload()}>
          Reload
        </Button>
      }
    >
      <strong className="font-semibold">Tidemark is now version {versions.server}.</strong> This page is of
      version {versions.page} and may show things wrong until it is reloaded.
    </Banner>
  );
}
