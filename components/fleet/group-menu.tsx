"use client";
import { Ellipsis } from "lucide-react";
import { usePathname, useRouter } from "next/navigation";
import { useRef } from "react";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { openForget } from "../shell/overlays";
import { groupHref } from "../shell/pages";

/** The ⋯ of a group: where to go with it, and how to be rid of it. */
export function GroupMenu({ groupId, name }: { groupId: string; name: string }) {
  const router = useRouter();
  const here = usePathname() === groupHref(groupId);
  const forgetting = useRef(false);
  return (
    <Menu
      // Only then is the focus back on the trigger, to which the dialog returns it.
      onClosed={() => {
        if (forgetting.current) openForget(groupId);
        forgetting.current = false;
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
      <MenuSeparator />
      <MenuItem
        onSelect={() => {
          forgetting.current = true;
        }}
      >
        Stop watching…
      </MenuItem>
    </Menu>
  );
}
