"use client";
import { Command } from "cmdk";
import { useRouter } from "next/navigation";
import { Dialog } from "radix-ui";
import { useState } from "react";
import { liveStore } from "@/components/live/store";
import { whoStore } from "@/components/live/who";
import { useActionLauncher } from "@/components/runs/launcher";
import { useReturnFocus } from "@/components/ui/return-focus";
import { closeOverlay, openForget, openWhatIf } from "./overlays";
import { type PaletteEntry, paletteSections, searchSections } from "./palette-entries";
import { signOut } from "./sign-out";

/** ⌘K: finds groups, instances and pages, and opens plans. The list is what was known when it opened, so it does not move under the cursor. */
export function Palette() {
  const router = useRouter();
  const launcher = useActionLauncher();
  const [sections] = useState(() =>
    paletteSections(Object.values(liveStore.getState().head.groups), whoStore.getState().access?.you ?? null),
  );

  const returnFocus = useReturnFocus(true);
  const [text, setText] = useState("");
  const found = searchSections(sections, text);

  const choose = (entry: PaletteEntry): void => {
    closeOverlay();
    if (entry.kind === "go") router.push(entry.href);
    else if (entry.kind === "plan") launcher.open(entry.request, entry.group);
    else if (entry.kind === "what-if") openWhatIf(entry.group, entry.instance);
    else if (entry.kind === "sign-out") signOut();
    else openForget(entry.group);
  };

  return (
    <Dialog.Root open onOpenChange={closeOverlay}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-50 animate-[fade_120ms_ease-out] bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          onCloseAutoFocus={returnFocus}
          className="-translate-x-1/2 fixed top-[10vh] left-1/2 z-50 w-[calc(100vw-32px)] max-w-[560px] overflow-hidden rounded-lg border bg-surface"
        >
          <Dialog.Title className="sr-only">Find group, instance, action</Dialog.Title>
          <Command label="Find group, instance, action" loop shouldFilter={false}>
            <Command.Input
              autoFocus
              value={text}
              onValueChange={setText}
              placeholder="Find group, instance, action"
              className="h-11 w-full border-b bg-surface px-4 text-14 outline-none"
            />
            <Command.List className="max-h-[50vh] overflow-y-auto p-1.5">
              <Command.Empty className="px-3 py-6 text-center text-fg-2">Nothing of that name.</Command.Empty>
              {found.map(({ heading, entries }) => (
                <Command.Group
                  key={heading}
                  heading={heading}
                  className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-12 [&_[cmdk-group-heading]]:text-fg-3"
                >
                  {entries.map((entry) => (
                    <Command.Item
                      key={entry.id}
                      value={entry.id}
                      disabled={entry.blocked !== undefined}
                      onSelect={() => choose(entry)}
                      className="flex min-h-8 cursor-default items-center gap-3 rounded px-2.5 py-1 data-[selected=true]:bg-inset aria-disabled:text-fg-3"
                    >
                      <span className="flex-1 truncate">{entry.label}</span>
                      <span className="max-w-[60%] text-right text-12 text-fg-3">
                        {entry.blocked ?? entry.hint}
                      </span>
                    </Command.Item>
                  ))}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
