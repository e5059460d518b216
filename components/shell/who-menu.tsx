"use client";
import { useRouter } from "next/navigation";
import { grantsText } from "@/components/access/grant-words";
import { useIdentity } from "@/components/live/who";
import { useGroupNameOf } from "@/components/runs/use-group-options";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/menu";
import { may } from "@/lib/access/rights";
import type { Identity } from "@/lib/contract";
import { accountPages } from "./pages";
import { signOut } from "./sign-out";

/** Who is signed in, what they may, and the way to their account and out. Nothing before that is known. */
export function WhoMenu() {
  const you = useIdentity();
  const router = useRouter();
  if (you === null) return null;
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={`Account of ${you.name}`}
          title={you.name}
          className="ml-1.5 inline-grid size-6 flex-none place-items-center rounded-full bg-inset font-semibold text-12 text-fg-2 uppercase hover:bg-border hover:text-fg"
        >
          {you.name.charAt(0)}
        </button>
      }
    >
      <MenuLabel>
        <Who you={you} />
      </MenuLabel>
      {accountPages
        .filter(({ needs }) => needs === null || may(you.grants, needs, null))
        .map(({ href, label }) => (
          <MenuItem key={href} onSelect={() => router.push(href)}>
            {label}
          </MenuItem>
        ))}
      {you.kind !== "proxy" && (
        <>
          <MenuSeparator />
          <MenuItem onSelect={signOut}>Sign out</MenuItem>
        </>
      )}
    </Menu>
  );
}

const Who = ({ you }: { you: Identity }) => (
  <>
    <span className="block break-all font-medium text-13 text-fg">{you.name}</span>
    <span className="block text-pretty">{grantsText(you.grants, useGroupNameOf())}</span>
  </>
);
