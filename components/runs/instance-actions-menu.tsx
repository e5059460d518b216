"use client";
import { Ellipsis } from "lucide-react";
import { useRef } from "react";
import { useActionsBlocked, useGroup, useInstance } from "@/components/live/store";
import { openWhatIf } from "@/components/shell/overlays";
import type { TriggerElement } from "@/components/ui/late-trigger";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import type { Offer, TargetedOffer } from "./eligibility";
import { offersOf } from "./eligibility";
import { useActionLauncher } from "./launcher";

/**
 * The ⋯ of an instance: every action, each either opening its plan or saying why it cannot.
 * `trigger` replaces the ⋯; it is a button.
 */
export function InstanceActionsMenu({
  groupId,
  instanceId,
  trigger,
}: {
  groupId: string;
  instanceId: string;
  trigger?: TriggerElement;
}) {
  const name = useInstance(groupId, instanceId, (instance) => instance?.name ?? instanceId);
  const chosen = useRef<(() => void) | null>(null);
  return (
    <Menu
      className="w-64"
      // Only then is the focus back on the trigger, from where the dialog takes it and to where it returns it.
      onClosed={() => {
        chosen.current?.();
        chosen.current = null;
      }}
      trigger={
        trigger ?? (
          <button
            type="button"
            aria-label={`Actions for ${name}`}
            className="nodrag inline-grid size-6 flex-none place-items-center rounded text-fg-3 hover:bg-inset hover:text-fg data-[state=open]:bg-inset"
          >
            <Ellipsis size={16} strokeWidth={1.5} aria-hidden="true" />
          </button>
        )
      }
    >
      <Items
        groupId={groupId}
        instanceId={instanceId}
        choose={(act) => {
          chosen.current = act;
        }}
      />
    </Menu>
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
  if (offers === null)
    return <p className="px-2 py-1 text-13 text-fg-3">This instance is not watched any more.</p>;
  const item = (word: string, offer: Offer | TargetedOffer, act: () => void) => (
    <MenuItem
      key={word}
      blocked={blocked ?? (offer.offered ? null : offer.reason)}
      onSelect={() => choose(act)}
    >
      {word}
    </MenuItem>
  );
  const plain = (word: string, offer: Offer) =>
    item(word, offer, () => offer.offered && launcher.open(offer.request, groupId));
  return (
    <>
      {plain("Promote…", offers.promote)}
      {item("Re-point…", offers.repoint, () => launcher.choose("repoint", instanceId, groupId))}
      {plain("Detach…", offers.detach)}
      {item("Attach…", offers.attach, () => launcher.choose("attach", instanceId, groupId))}
      <MenuSeparator />
      {plain("Relieve…", offers.relieve)}
      {plain("Flatten…", offers.flatten)}
      <MenuSeparator />
      {plain("Back up…", offers.backup)}
      <MenuSeparator />
      <MenuItem onSelect={() => choose(() => openWhatIf(groupId, instanceId))}>What if it dies…</MenuItem>
    </>
  );
}
