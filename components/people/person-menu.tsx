"use client";
import { Ellipsis } from "lucide-react";
import { useRef } from "react";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import type { User } from "@/lib/contract";
import { actionsOf, type PersonAction, wordsOf } from "./person-actions";

/** The ⋯ of a person: each entry opens a dialog, or says why it does not fit them. */
export function PersonMenu({
  user,
  onChoose,
}: {
  user: User;
  onChoose: (chosen: PersonAction | "role") => void;
}) {
  const chosen = useRef<PersonAction | "role" | null>(null);
  return (
    <Menu
      className="w-64"
      // Only then is the focus back on the trigger, to which the dialog returns it.
      onClosed={() => {
        if (chosen.current !== null) onChoose(chosen.current);
        chosen.current = null;
      }}
      trigger={
        <button
          type="button"
          aria-label={`Actions for ${user.name}`}
          className="inline-grid size-6 place-items-center rounded text-fg-3 hover:bg-border hover:text-fg"
        >
          <Ellipsis size={16} strokeWidth={1.5} aria-hidden="true" />
        </button>
      }
    >
      <MenuItem
        blocked={user.source === "oidc" ? "The provider says it at each sign-in." : null}
        onSelect={() => {
          chosen.current = "role";
        }}
      >
        Change role…
      </MenuItem>
      <MenuSeparator />
      {actionsOf(user).map((action) => {
        const { item, withheld, danger } = wordsOf(action, user);
        return (
          <MenuItem
            key={action}
            blocked={withheld}
            danger={danger && action === "remove"}
            onSelect={() => {
              chosen.current = action;
            }}
          >
            {item}
          </MenuItem>
        );
      })}
    </Menu>
  );
}
