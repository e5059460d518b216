"use client";
import { type ReactNode, useId, useState } from "react";
import { ConfirmFirst } from "@/components/access/confirm-first";
import { nameError, readName } from "@/components/access/fields";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Form } from "@/components/ui/form";
import { TextField } from "@/components/ui/text-field";
import type { Grants } from "@/lib/contract";
import { grantsError } from "./grants-draft";
import { GrantsFields } from "./grants-fields";
import { useRequest } from "./use-request";

interface GrantsDialogProps<T> {
  readonly title: string;
  readonly description: string;
  /** What the button says, at rest and while it is sent. */
  readonly button: readonly [rest: string, sending: string];
  /** What stands below the field for a name; left out: who it is for has one. */
  readonly nameHint?: string;
  /** What is chosen at first. */
  readonly grants: Grants;
  readonly request: (draft: { readonly name: string; readonly grants: Grants }) => Promise<T>;
  readonly onAnswer: (answer: T) => void;
  readonly onClose: () => void;
  /** Fields after the role. */
  readonly children?: ReactNode;
}

/** A role to choose, for somebody or something new with a name first; sent once nothing is wrong with either. */
export function GrantsDialog<T>(props: GrantsDialogProps<T>) {
  const { title, description, button, nameHint, request, onAnswer, onClose, children } = props;
  const form = useId();
  const [typed, setTyped] = useState("");
  const [grants, setGrants] = useState(props.grants);
  const [tried, setTried] = useState(false);
  const name = readName(typed);
  const wrongName = nameHint === undefined ? null : nameError(name);
  const wrongGrants = grantsError(grants);
  const { problem, sending, send } = useRequest(() => request({ name, grants }), onAnswer);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={title}
      description={description}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={form} disabled={sending}>
            {sending ? button[1] : button[0]}
          </Button>
        </>
      }
    >
      <ConfirmFirst problem={problem} onConfirmed={send} />
      <Form
        id={form}
        onSubmit={() => {
          setTried(true);
          if (wrongName === null && wrongGrants === null) send();
        }}
        className="flex flex-col gap-5 px-5 py-4"
      >
        {nameHint !== undefined && (
          <TextField
            label="Name"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
            value={typed}
            onChange={setTyped}
            error={tried ? wrongName : null}
            hint={nameHint}
          />
        )}
        <GrantsFields grants={grants} onChange={setGrants} error={tried ? wrongGrants : null} />
        {children}
      </Form>
    </Dialog>
  );
}
