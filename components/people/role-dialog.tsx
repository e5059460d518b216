"use client";
import { useState } from "react";
import { ConfirmFirst } from "@/components/access/confirm-first";
import { api } from "@/components/live/api";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Form } from "@/components/ui/form";
import type { ChangeUser, User } from "@/lib/contract";
import { grantsError } from "./grants-draft";
import { GrantsFields } from "./grants-fields";
import { useRequest } from "./use-request";

const FORM = "change-role";

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
  const [grants, setGrants] = useState(user.grants);
  const [tried, setTried] = useState(false);
  const wrong = grantsError(grants);
  const body: ChangeUser = { grants };
  const { problem, sending, send } = useRequest(
    () => api.post<User>(`/api/users/${encodeURIComponent(user.id)}`, body),
    () => {
      onChanged();
      onClose();
    },
  );
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Role of ${user.name}`}
      description="It counts at once, also in pages that are open."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={FORM} disabled={sending}>
            {sending ? "Changing…" : "Change the role"}
          </Button>
        </>
      }
    >
      <ConfirmFirst problem={problem} onConfirmed={send} />
      <Form
        id={FORM}
        onSubmit={() => {
          setTried(true);
          if (wrong === null) send();
        }}
        className="px-5 py-4"
      >
        <GrantsFields grants={grants} onChange={setGrants} error={tried ? wrong : null} />
      </Form>
    </Dialog>
  );
}
