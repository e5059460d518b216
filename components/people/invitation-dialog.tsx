"use client";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Clock } from "@/components/ui/time";
import type { Invitation } from "@/lib/contract";
import { ShownOnce } from "./shown-once";

/** The one-use link of a person, this once. */
export function InvitationDialog({
  invitation: { user, link, expiresAt },
  onClose,
}: {
  invitation: Invitation;
  onClose: () => void;
}) {
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`The link for ${user.name}`}
      footer={
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <ShownOnce label="Link" secret={link}>
        Give it to {user.name} by a way that others do not read: whoever opens it first chooses the password.
        It works once, until <Clock at={expiresAt} />, and is not shown again.
      </ShownOnce>
    </Dialog>
  );
}
