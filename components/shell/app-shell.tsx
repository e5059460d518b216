"use client";
import { usePathname } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, Suspense } from "react";
import { isBare } from "@/components/access/return-path";
import { DemoBar } from "@/components/demo/demo-bar";
import { LiveConnection } from "@/components/live/live-connection";
import { useFreshnessState } from "@/components/live/store";
import { BareShell } from "@/components/sign-in/bare-shell";
import { FreezeSync } from "./freeze-sync";
import { Header } from "./header";
import { OverlayHost } from "./overlay-host";
import { PlanDialogLazy } from "./plan-dialog-lazy";
import { SignInGate } from "./sign-in-gate";
import { StaleBanner } from "./stale-banner";
import { StoreBanner } from "./store-banner";
import { ToasterLazy } from "./toaster-lazy";
import { VersionBanner } from "./version-banner";

/** What stands around every page. */
export function AppShell({ children }: { children: ReactNode }) {
  if (isBare(usePathname())) return <BareShell>{children}</BareShell>;
  return (
    <NuqsAdapter>
      <LiveConnection />
      <SignInGate />
      <Frame>
        <a
          href="#main"
          className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-60 focus:rounded-md focus:bg-surface focus:px-3 focus:py-1"
        >
          Skip to the page
        </a>
        <Header />
        <DemoBar />
        <StaleBanner />
        <VersionBanner />
        <StoreBanner />
        <main id="main" className="flex flex-1 flex-col">
          {children}
        </main>
      </Frame>
      <Suspense>
        <FreezeSync />
      </Suspense>
      <OverlayHost />
      <PlanDialogLazy />
      <ToasterLazy />
    </NuqsAdapter>
  );
}

/** Marks the page as stale for the style sheet, without rendering what is in it again. */
function Frame({ children }: { children: ReactNode }) {
  return (
    <div data-freshness={useFreshnessState()} className="flex min-h-dvh flex-col">
      {children}
    </div>
  );
}
