"use client";
import { useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { closeOverlay } from "./overlays";
import { activeShortcuts, setSingleKeys, useSingleKeys } from "./shortcuts";

/** All keys that work on the page it was opened over. */
export function ShortcutsDialog() {
  const enabled = useSingleKeys();
  const [shortcuts] = useState(() => [
    { keys: "⌘K Ctrl+K", label: "Find group, instance, action" },
    ...activeShortcuts(),
  ]);
  return (
    <Dialog
      open
      onOpenChange={closeOverlay}
      title="Shortcuts"
      description="Keys that act only open a plan; nothing runs without its own button."
      footer={
        <div className="flex-1">
          <Checkbox checked={enabled} onChange={setSingleKeys}>
            Single keys are on. ⌘K works either way.
          </Checkbox>
        </div>
      }
    >
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2 px-5 py-4">
        {shortcuts.map(({ keys, label }) => (
          <div key={keys} className="contents">
            <dt className="flex gap-1">
              {keys.split(" ").map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
