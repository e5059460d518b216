"use client";
import { api } from "@/components/live/api";
import type { ChangeUser, User } from "@/lib/contract";
import { GrantsDialog } from "./grants-dialog";

/** Another role for a person; their open pages hear of it at once. */
export function RoleDialog({
  user,
  onClose,
  onChanged,
}: {
  user: User;
  onClose: () => void;
  onChanged: () => void;
}) {
  return (
    <GrantsDialog
      title={`Role of ${user.name}`}
      description="It counts at once, also in pages that are open."
      button={["Change the role", "Changing…"]}
      grants={user.grants}
      request={({ grants }) => {
        const body: ChangeUser = { grants };
        return api.post<User>(`/api/users/${encodeURIComponent(user.id)}`, body);
      }}
      onAnswer={() => {
        onChanged();
        onClose();
      }}
      onClose={onClose}
    />
  );
}
