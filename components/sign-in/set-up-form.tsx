"use client";
import { useState } from "react";
import { nameError, passwordError, readName } from "@/components/access/fields";
import { FormProblem } from "@/components/access/form-problem";
import { NewPassword } from "@/components/access/new-password";
import { api, problemOf } from "@/components/live/api";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { TextField } from "@/components/ui/text-field";
import type { Identity, LinkAnswer, Problem, SetUp } from "@/lib/contract";

/** A name, for the first account alone, and a password. */
export function SetUpForm({
  token,
  answer,
  onDone,
  onCode,
}: {
  token: string;
  answer: LinkAnswer;
  onDone: (you: Identity) => void;
  /** It is set, and signing in takes a code beside it. */
  onCode: () => void;
}) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [sending, setSending] = useState(false);

  // Whoever is invited has their name already.
  const wrongName = answer.name === null ? nameError(readName(name)) : null;
  const wrongPassword = passwordError(password);

  const submit = (): void => {
    setTried(true);
    if (wrongName !== null || wrongPassword !== null || sending) return;
    setSending(true);
    setProblem(null);
    const body: SetUp = { token, password, ...(answer.name === null ? { name: readName(name) } : {}) };
    api.post<Identity>("/api/access/setup", body).then(onDone, (error: unknown) => {
      const refusal = problemOf(error);
      if (refusal.code === "code-required") return onCode();
      setProblem(refusal);
      setSending(false);
    });
  };

  return (
    <Form onSubmit={submit} className="flex flex-col gap-4">
      <FormProblem problem={problem} />
      <TextField
        label="Name"
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        value={answer.name ?? name}
        onChange={setName}
        // Not left out: what keeps passwords wants to know whose this one is.
        readOnly={answer.name !== null}
        autoFocus={answer.name === null}
        error={tried ? wrongName : null}
        hint={
          answer.name === null ? "To sign in with, and as the audit will have it." : "Yours, as it was given."
        }
      />
      <NewPassword
        label="Password"
        value={password}
        onChange={setPassword}
        error={tried ? wrongPassword : null}
      />
      <Button type="submit" variant="primary" size="docked" disabled={sending}>
        {sending ? "Setting up…" : answer.kind === "reset" ? "Set the password" : "Make the account"}
      </Button>
    </Form>
  );
}
