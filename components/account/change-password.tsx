"use client";
import { useState } from "react";
import { CodeField } from "@/components/access/code-field";
import { CODE_ERROR, passwordError, readCode } from "@/components/access/fields";
import { FormProblem } from "@/components/access/form-problem";
import { NewPassword } from "@/components/access/new-password";
import { api, problemOf } from "@/components/live/api";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { TextField } from "@/components/ui/text-field";
import { toast } from "@/components/ui/toast";
import type { ChangePassword as Body, Identity, Problem } from "@/lib/contract";
import { AccountSection } from "./account-section";

const empty = { current: "", password: "", code: "" };

/** One's own password. The other sessions end with the old one. */
export function ChangePassword({ you }: { you: Identity }) {
  const [fields, setFields] = useState(empty);
  const [tried, setTried] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [sending, setSending] = useState(false);
  const code = readCode(fields.code);
  const errors = {
    current: fields.current === "" ? "Type the password you have now." : null,
    password: passwordError(fields.password),
    code: you.secondFactor && code === null ? CODE_ERROR : null,
  };
  const field = (name: keyof typeof fields) => ({
    value: fields[name],
    onChange: (value: string) => setFields({ ...fields, [name]: value }),
    error: tried ? errors[name] : null,
  });

  const submit = (): void => {
    setTried(true);
    if (Object.values(errors).some((error) => error !== null) || sending) return;
    setSending(true);
    setProblem(null);
    const { current, password } = fields;
    const body: Body = { current, password, ...(you.secondFactor && code !== null ? { code } : {}) };
    api
      .send("/api/access/password", body)
      .then(
        () => {
          setFields(empty);
          setTried(false);
          toast("Password changed. Your other sessions have ended.", { tone: "success" });
        },
        (error: unknown) => setProblem(problemOf(error)),
      )
      .finally(() => setSending(false));
  };

  return (
    <AccountSection title="Password" about="Changing it ends your sessions in all other browsers.">
      <Form onSubmit={submit} className="flex max-w-[360px] flex-col gap-4">
        <FormProblem problem={problem} />
        {/* What keeps passwords wants to know whose this one is. */}
        <input type="text" name="username" autoComplete="username" value={you.name} readOnly hidden />
        <TextField
          {...field("current")}
          label="Current password"
          type="password"
          name="current-password"
          autoComplete="current-password"
        />
        <NewPassword {...field("password")} label="New password" />
        {you.secondFactor && <CodeField {...field("code")} recovery />}
        <Button type="submit" variant="primary" className="self-start" disabled={sending}>
          {sending ? "Changing…" : "Change the password"}
        </Button>
      </Form>
    </AccountSection>
  );
}
