"use client";
import { useRouter } from "next/navigation";
import { useLayoutEffect } from "react";
import { withoutBase } from "@/components/live/base";
import { hasTime, lastingQuery } from "@/components/time/share";
import { newestMs, useTime } from "@/components/time/use-time";
import { lazyDialog } from "@/components/ui/lazy-dialog";
import { toast } from "@/components/ui/toast";
import { closeOverlay, openOverlay, useOverlay } from "./overlays";
import { pages } from "./pages";
import { useKeyListener, useShortcuts } from "./shortcuts";
import { useThemeSync } from "./theme";

const Palette = lazyDialog(() => import("./palette").then((m) => m.Palette), closeOverlay);
const ShortcutsDialog = lazyDialog(
  () => import("./shortcuts-dialog").then((m) => m.ShortcutsDialog),
  closeOverlay,
);
const ForgetGroupDialog = lazyDialog(
  () => import("../fleet/forget-group-dialog").then((m) => m.ForgetGroupDialog),
  closeOverlay,
);
const AddGroupDialog = lazyDialog(
  () => import("../fleet/add-group-dialog").then((m) => m.AddGroupDialog),
  closeOverlay,
);
const WhatIfDialog = lazyDialog(
  () => import("../what-if/what-if-dialog").then((m) => m.WhatIfDialog),
  closeOverlay,
);
const TimeDialog = lazyDialog(() => import("../time/time-dialog").then((m) => m.TimeDialog), closeOverlay);

/** The shell's dialogs and the keys that work on every page. */
export function OverlayHost() {
  const overlay = useOverlay();
  const router = useRouter();
  const { shown } = useTime();
  useKeyListener();
  useThemeSync();
  useShortcuts([
    ...pages.map(({ href, label, keys }) => ({
      keys,
      label: `Go to ${label}`,
      run: () => router.push(href),
    })),
    { keys: "?", label: "Show shortcuts", run: () => openOverlay("shortcuts") },
    {
      keys: "y",
      label: "Copy a link to this view, with its time",
      run: () =>
        copyLink(
          hasTime(withoutBase(location.pathname))
            ? lastingQuery(location.search.slice(1), shown, newestMs())
            : location.search,
        ),
    },
  ]);
  // Before the paint, as in `useKeyListener`.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      openOverlay("palette");
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
  if (overlay === null) return null;
  if (overlay.kind === "forget-group") return <ForgetGroupDialog groupId={overlay.group} />;
  if (overlay.kind === "what-if")
    return <WhatIfDialog key={overlay.instance} groupId={overlay.group} instanceId={overlay.instance} />;
  if (overlay.kind === "time") return <TimeDialog choose={overlay.choose} />;
  if (overlay.kind === "palette") return <Palette />;
  return overlay.kind === "shortcuts" ? <ShortcutsDialog /> : <AddGroupDialog />;
}

function copyLink(query: string): void {
  const link = `${location.origin}${location.pathname}${query}${location.hash}`;
  navigator.clipboard.writeText(link).then(
    () => toast("Link copied."),
    () => toast("The browser did not allow copying. The link:", { description: link }),
  );
}
