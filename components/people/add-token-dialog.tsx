"use client";
import { useState } from "react";
import { api } from "@/components/live/api";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { SelectField } from "@/components/ui/select-field";
import type { AddToken, NewToken } from "@/lib/contract";
import { GrantsDialog } from "./grants-dialog";
import { ShownOnce } from "./shown-once";

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
  const [life, setLife] = useState<Life>("90");
  const [made, setMade] = useState<NewToken | null>(null);
  if (made !== null) return <MadeDialog made={made} onClose={onClose} />;
  return (
    <GrantsDialog
      title="Add a token"
      description="For a program that calls the API: Authorization: Bearer, and the token."
      button={["Add and show the token", "Adding…"]}
      nameHint="What uses it, such as nightly-report. The audit will have it."
      grants={{ all: "viewer", groups: {} }}
      request={(draft) => {
        const body: AddToken = { ...draft, days: life === "never" ? null : Number(life) };
        return api.post<NewToken>("/api/tokens", body);
      }}
      onAnswer={(answer) => {
        setMade(answer);
        onChanged();
      }}
      onClose={onClose}
    >
      <SelectField label="Ends" value={life} onChange={setLife} options={lives} />
    </GrantsDialog>
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
