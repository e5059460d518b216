"use client";
import { Ellipsis } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import { type ReactNode, useRef, useState } from "react";
import { useActionsBlocked, useGroup, useInstance } from "@/components/live/store";
import type { Offer, TargetedOffer } from "./eligibility";
import { offersOf } from "./eligibility";
import { useActionLauncher } from "./launcher";

/**
 * The ⋯ of an instance: every action, each either opening its plan or saying why it cannot.
 * `trigger` replaces the ⋯; it is one element that takes a ref.
 */
export function InstanceActionsMenu({
  groupId,
  instanceId,
  trigger,
}: {
  groupId: string;
  instanceId: string;
  trigger?: ReactNode;
}) {
  const name = useInstance(groupId, instanceId, (instance) => instance?.name ?? instanceId);
  const [open, setOpen] = useState(false);
  const chosen = useRef<(() => void) | null>(null);
  return (
    <Radix.Root modal={false} open={open} onOpenChange={setOpen}>
      <Radix.Trigger asChild>
        {trigger ?? (
          <button
            type="button"
            aria-label={`Actions for ${name}`}
            className="nodrag inline-grid size-6 flex-none place-items-center rounded text-fg-3 hover:bg-inset hover:text-fg data-[state=open]:bg-inset"
          >
            <Ellipsis size={16} strokeWidth={1.5} aria-hidden="true" />
          </button>
        )}
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          aria-label={`Actions for ${name}`}
          onCloseAutoFocus={() => {
            // Only now is the focus back on the trigger, from where the dialog takes it and to where it returns it.
            queueMicrotask(() => {
              chosen.current?.();
              chosen.current = null;
            });
          }}
          className="z-50 max-h-(--radix-dropdown-menu-content-available-height) w-64 animate-[fade_120ms_ease-out] overflow-y-auto rounded-md border border-strong bg-surface p-1 text-13"
        >
          <Items
            groupId={groupId}
            instanceId={instanceId}
            choose={(act) => {
              chosen.current = act;
            }}
          />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Items({
  groupId,
  instanceId,
  choose,
}: {
  groupId: string;
  instanceId: string;
  choose: (act: () => void) => void;
}) {
  const launcher = useActionLauncher();
  const blocked = useActionsBlocked(groupId);
  const group = useGroup(groupId, (it) => it);
  const offers = group === null ? null : offersOf(group, instanceId);
  if (offers === null) return <p className="px-2 py-1 text-fg-3">This instance is not watched any more.</p>;
  const item = (word: string, offer: Offer | TargetedOffer, act: () => void) => (
    <Item key={word} reason={blocked ?? (offer.offered ? null : offer.reason)} onSelect={() => choose(act)}>
      {word}
    </Item>
  );
  const plain = (word: string, offer: Offer) =>
    item(word, offer, () => offer.offered && launcher.open(offer.request, groupId));
  return (
    <>
      {plain("Promote…", offers.promote)}
      {item("Re-point…", offers.repoint, () => launcher.choose("repoint", instanceId, groupId))}
      {plain("Detach…", offers.detach)}
      {item("Attach…", offers.attach, () => launcher.choose("attach", instanceId, groupId))}
      <Radix.Separator className="my-1 h-px bg-border" />
      {plain("Back up…", offers.backup)}
    </>
  );
}

/** With a reason it can be reached and read, and does nothing. */
function Item({
  reason,
  onSelect,
  children,
}: {
  reason: string | null;
  onSelect: () => void;
  children: ReactNode;
}) {
  return (
    <Radix.Item
      aria-disabled={reason !== null || undefined}
      onSelect={(event) => (reason === null ? onSelect() : event.preventDefault())}
      className={`flex min-h-7 cursor-default select-none flex-col justify-center rounded px-2 py-1 outline-none data-highlighted:bg-inset ${reason === null ? "text-fg" : "text-fg-3"}`}
    >
      {children}
      {reason !== null && <span className="text-pretty text-12 leading-4">{reason}</span>}
    </Radix.Item>
  );
}
