"use client";
import { useEffect } from "react";
import { Button } from "@/components/ui/button";
import { lazyModule } from "@/components/ui/lazy-module";
import { takeToasts, useLastWaiting, useToastsSaid } from "@/components/ui/toast";

const toaster = lazyModule(() => import("./toaster").then((module) => module.AppToaster));

/** Fetches the toaster with the first toast that is said; when it cannot be had, each further toast asks again. */
export function ToasterLazy() {
  const said = useToastsSaid();
  const arrival = toaster.useArrival();
  useEffect(() => {
    if (said > 0) void toaster.fetch();
  }, [said]);
  if (arrival.at === "failed") return <Plain />;
  if (arrival.at === "coming") return null;
  const { module: Toaster } = arrival;
  return <Toaster />;
}

/** The last word without the toaster: what the user did has an end, also when Tidemark is away. */
function Plain() {
  const last = useLastWaiting();
  if (last === null) return null;
  return (
    <div
      role="status"
      className="fixed right-4 bottom-4 z-60 flex max-w-[356px] items-center gap-3 rounded-md border border-strong bg-surface p-3"
    >
      <div className="min-w-0 flex-1">
        <p className="font-medium">{last.title}</p>
        {last.description !== undefined && <p className="text-12 text-fg-2">{last.description}</p>}
      </div>
      {last.action !== undefined && (
        <Button size="row" onClick={last.action.run}>
          {last.action.label}
        </Button>
      )}
      <Button size="row" onClick={takeToasts}>
        Close
      </Button>
    </div>
  );
}
