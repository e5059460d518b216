"use client";
import { useState } from "react";
import { ConfirmFirst } from "@/components/access/confirm-first";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { Invitation, User } from "@/lib/contract";
import { InvitationDialog } from "./invitation-dialog";
import { act, type PersonAction, wordsOf } from "./person-actions";
import { useRequest } from "./use-request";

/** Says what an action on a person does before it is done. */
export function PersonDialog({
  action,
  user,
  onClose,
  onChanged,
}: {
  action: PersonAction;
  user: User;
  onClose: () => void;
  onChanged: () => void;
}) {
  const { title, what, button, danger } = wordsOf(action, user);
  const [invitation, setInvitation] = useState<Invitation | null>(null);
  const { problem, sending, send } = useRequest(
    () => act(action, user),
    (answer) => {
      onChanged();
      if (answer === null) onClose();
      else setInvitation(answer);
    },
  );
  if (invitation !== null) return <InvitationDialog invitation={invitation} onClose={onClose} />;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={title}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant={danger ? "danger" : "primary"} disabled={sending} onClick={send}>
            {button}
          </Button>
        </>
      }
    >
      <ConfirmFirst problem={problem} onConfirmed={send} />
      <p className="text-pretty px-5 py-4">{what}</p>
    </Dialog>
  );
}
