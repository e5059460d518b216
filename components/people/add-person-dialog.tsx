"use client";
import { useState } from "react";
import { api } from "@/components/live/api";
import type { AddUser, Invitation } from "@/lib/contract";
import { GrantsDialog } from "./grants-dialog";
import { InvitationDialog } from "./invitation-dialog";

/** Somebody new: their name and role; then the link by which they choose a password. */
export function AddPersonDialog({ onClose, onChanged }: { onClose: () => void; onChanged: () => void }) {
  const [invitation, setInvitation] = useState<Invitation | null>(null);
  if (invitation !== null) return <InvitationDialog invitation={invitation} onClose={onClose} />;
  return (
    <GrantsDialog
      title="Add a person"
      description="They choose their own password by a link that you give them."
      button={["Add and show the link", "Adding…"]}
      nameHint="To sign in with, and as the audit will have it. It cannot be changed."
      grants={{ all: "viewer", groups: {} }}
      request={(body: AddUser) => api.post<Invitation>("/api/users", body)}
      onAnswer={(answer) => {
        setInvitation(answer);
        onChanged();
      }}
      onClose={onClose}
    />
  );
}
