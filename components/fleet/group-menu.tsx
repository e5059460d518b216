"use client";
import { Ellipsis } from "lucide-react";
import { usePathname, useRouter } from "next/navigation";
import { useRef } from "react";
import { useActionsBlocked, usePresentGroup } from "@/components/live/store";
import { useWithheld } from "@/components/live/who";
import { offerOf } from "@/components/runs/eligibility";
import { useActionLauncher } from "@/components/runs/launcher";
import { actionWords } from "@/components/runs/wording";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { openForget } from "../shell/overlays";
import { groupHref, guideHref } from "../shell/pages";

/** The ⋯ of a group: where to go with it, and how to be rid of it. */
export function GroupMenu({ groupId, name }: { groupId: string; name: string }) {
  const router = useRouter();
  const here = usePathname() === groupHref(groupId);
  const withheld = useWithheld("admin", null);
  const chosen = useRef<(() => void) | null>(null);
  return (
    <Menu
      // Only then is the focus back on the trigger, to which the dialog returns it.
      onClosed={() => {
        chosen.current?.();
        chosen.current = null;
      }}
      trigger={
        <button
          type="button"
          aria-label={`More for ${name}`}
          className="relative z-1 -my-1 grid size-6 place-items-center rounded text-fg-3 hover:bg-border hover:text-fg"
        >
          <Ellipsis size={16} strokeWidth={1.5} aria-hidden="true" />
        </button>
      }
    >
      {!here && <MenuItem onSelect={() => router.push(groupHref(groupId))}>Open</MenuItem>}
      <MenuItem onSelect={() => router.push(`/timeline?group=${encodeURIComponent(groupId)}`)}>
        Timeline
      </MenuItem>
      <MenuItem onSelect={() => router.push(`/backups?group=${encodeURIComponent(groupId)}`)}>
        Backups
      </MenuItem>
      <MenuItem onSelect={() => router.push(guideHref(groupId))}>Set-up guide</MenuItem>
      <CascadeItems
        groupId={groupId}
        choose={(act) => {
          chosen.current = act;
        }}
      />
      <MenuSeparator />
      <MenuItem
        blocked={withheld}
        onSelect={() => {
          chosen.current = () => openForget(groupId);
        }}
      >
        Stop watching…
      </MenuItem>
    </Menu>
  );
}

/** The plans that spread or gather what follows the primary, where one is known to be needed. */
function CascadeItems({ groupId, choose }: { groupId: string; choose: (act: () => void) => void }) {
  const launcher = useActionLauncher();
  const blocked = useActionsBlocked(groupId);
  const group = usePresentGroup(groupId, (it) => it);
  const primary = group?.instances.find(({ id }) => id === group.primary);
  if (group === null || primary === undefined) return null;
  return (
    <>
      <MenuSeparator />
      {(["relieve", "flatten"] as const).map((action) => {
        const offer = offerOf(group, primary, action);
        return (
          <MenuItem
            key={action}
            blocked={blocked ?? (offer.offered ? null : offer.reason)}
            onSelect={() => choose(() => offer.offered && launcher.open(offer.request, groupId))}
          >
            {actionWords[action].verb} {primary.name}…
          </MenuItem>
        );
      })}
    </>
  );
}
