"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
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

/** The shell's dialogs and the keys that work on every page. */
export function OverlayHost() {
  const overlay = useOverlay();
  const router = useRouter();
  useKeyListener();
  useThemeSync();
  useShortcuts([
    ...pages.map(({ href, label, keys }) => ({
      keys,
      label: `Go to ${label}`,
      run: () => router.push(href),
    })),
    { keys: "?", label: "Show shortcuts", run: () => openOverlay("shortcuts") },
    { keys: "y", label: "Copy a link to this view", run: copyLink },
  ]);
  useEffect(() => {
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
  if (overlay.kind === "palette") return <Palette />;
  return overlay.kind === "shortcuts" ? <ShortcutsDialog /> : <AddGroupDialog />;
}

function copyLink(): void {
  navigator.clipboard.writeText(location.href).then(
    () => toast("Link copied."),
    () => toast("The browser did not allow copying. The address bar has the link."),
  );
}
