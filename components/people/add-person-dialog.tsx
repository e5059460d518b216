"use client";
import { useState } from "react";
import { ConfirmFirst } from "@/components/access/confirm-first";
import { nameError, readName } from "@/components/access/fields";
import { api } from "@/components/live/api";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Form } from "@/components/ui/form";
import { TextField } from "@/components/ui/text-field";
import type { AddUser, Grants, Invitation } from "@/lib/contract";
import { grantsError } from "./grants-draft";
import { GrantsFields } from "./grants-fields";
import { InvitationDialog } from "./invitation-dialog";
import { useRequest } from "./use-request";

const FORM = "add-person";

/** Somebody new: their name and role; then the link by which they choose a password. */
export function AddPersonDialog({ onClose, onChanged }: { onClose: () => void; onChanged: () => void }) {
  const [name, setName] = useState("");
  const [grants, setGrants] = useState<Grants>({ all: "viewer", groups: {} });
  const [tried, setTried] = useState(false);
  const [invitation, setInvitation] = useState<Invitation | null>(null);
  const wrongName = nameError(readName(name));
  const wrongGrants = grantsError(grants);
  const body: AddUser = { name: readName(name), grants };
  const { problem, sending, send } = useRequest(
    () => api.post<Invitation>("/api/users", body),
    (answer) => {
      setInvitation(answer);
      onChanged();
    },
  );
  if (invitation !== null) return <InvitationDialog invitation={invitation} onClose={onClose} />;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Add a person"
      description="They choose their own password by a link that you give them."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={FORM} disabled={sending}>
            {sending ? "Adding…" : "Add and show the link"}
          </Button>
        </>
      }
    >
      <ConfirmFirst problem={problem} onConfirmed={send} />
      <Form
        id={FORM}
        onSubmit={() => {
          setTried(true);
          if (wrongName === null && wrongGrants === null) send();
        }}
        className="flex flex-col gap-5 px-5 py-4"
      >
        <TextField
          label="Name"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          value={name}
          onChange={setName}
          error={tried ? wrongName : null}
          hint="To sign in with, and as the audit will have it. It cannot be changed."
        />
        <GrantsFields grants={grants} onChange={setGrants} error={tried ? wrongGrants : null} />
      </Form>
    </Dialog>
  );
}
