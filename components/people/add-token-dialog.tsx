"use client";
import { useState } from "react";
import { ConfirmFirst } from "@/components/access/confirm-first";
import { nameError, readName } from "@/components/access/fields";
import { api } from "@/components/live/api";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Form } from "@/components/ui/form";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import type { AddToken, Grants, NewToken } from "@/lib/contract";
import { grantsError } from "./grants-draft";
import { GrantsFields } from "./grants-fields";
import { ShownOnce } from "./shown-once";
import { useRequest } from "./use-request";

const FORM = "add-token";

const lives = [
  { value: "7", label: "In 7 days" },
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In a year" },
  { value: "never", label: "Never" },
] as const;
type Life = (typeof lives)[number]["value"];

/** A token for a program: its name, role and end; then the token itself, this once. */
export function AddTokenDialog({ onClose, onChanged }: { onClose: () => void; onChanged: () => void }) {
  const [name, setName] = useState("");
  const [grants, setGrants] = useState<Grants>({ all: "viewer", groups: {} });
  const [life, setLife] = useState<Life>("90");
  const [tried, setTried] = useState(false);
  const [made, setMade] = useState<NewToken | null>(null);
  const wrongName = nameError(readName(name));
  const wrongGrants = grantsError(grants);
  const body: AddToken = { name: readName(name), grants, days: life === "never" ? null : Number(life) };
  const { problem, sending, send } = useRequest(
    () => api.post<NewToken>("/api/tokens", body),
    (answer) => {
      setMade(answer);
      onChanged();
    },
  );
  if (made !== null) return <MadeDialog made={made} onClose={onClose} />;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Add a token"
      description="For a program that calls the API: Authorization: Bearer, and the token."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={FORM} disabled={sending}>
            {sending ? "Adding…" : "Add and show the token"}
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
          hint="What uses it, such as nightly-report. The audit will have it."
        />
        <GrantsFields grants={grants} onChange={setGrants} error={tried ? wrongGrants : null} />
        <SelectField label="Ends" value={life} onChange={setLife} options={lives} />
      </Form>
    </Dialog>
  );
}

function MadeDialog({ made: { token, secret }, onClose }: { made: NewToken; onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`The token ${token.name}`}
      footer={
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <ShownOnce label="Token" secret={secret}>
        Put it where {token.name} reads it, and nowhere else. Tidemark keeps only its hash: it is not shown
        again.
      </ShownOnce>
    </Dialog>
  );
}
