"use client";
import { useState } from "react";
import { CODE_ERROR, readCode, readName } from "@/components/access/fields";
import { api, problemOf } from "@/components/live/api";
import type { Identity, Problem, SignIn } from "@/lib/contract";

/** How far somebody is: the password first, and the code of a second factor where there is one. */
export type Step = "password" | "code";

export interface SignInFields {
  readonly name: string;
  readonly password: string;
  readonly code: string;
}

type FieldErrors = Partial<Record<keyof SignInFields, string>>;

const empty: SignInFields = { name: "", password: "", code: "" };

/** What is missing before anything is sent. */
export function missing({ name, password, code }: SignInFields, step: Step): FieldErrors {
  if (step === "code") return readCode(code) === null ? { code: CODE_ERROR } : {};
  return {
    ...(readName(name) === "" ? { name: "Type your name." } : {}),
    ...(password === "" ? { password: "Type your password." } : {}),
  };
}

export function bodyOf({ name, password, code }: SignInFields, step: Step): SignIn {
  const second = step === "code" ? readCode(code) : null;
  return { name: readName(name), password, ...(second === null ? {} : { code: second }) };
}

/** The form of signing in; `onDone` is told once, when the server knows who this is. */
export function useSignIn(onDone: () => void) {
  const [fields, setFields] = useState(empty);
  const [step, setStep] = useState<Step>("password");
  const [errors, setErrors] = useState<FieldErrors>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const [sending, setSending] = useState(false);

  const refused = (refusal: Problem): void => {
    setSending(false);
    if (refusal.code === "code-required") {
      setStep("code");
      return;
    }
    setProblem(refusal);
    // A wrong code is of no further use, and the password before it was right.
    setFields({ ...fields, code: "" });
  };

  const submit = (): void => {
    const lacking = missing(fields, step);
    setErrors(lacking);
    if (Object.keys(lacking).length > 0 || sending) return;
    setSending(true);
    setProblem(null);
    api
      .post<Identity>("/api/access/sign-in", bodyOf(fields, step))
      .then(onDone, (error: unknown) => refused(problemOf(error)));
  };

  return {
    step,
    problem,
    sending,
    submit,
    field: (name: keyof SignInFields) => ({
      value: fields[name],
      onChange: (value: string) => setFields({ ...fields, [name]: value }),
      error: errors[name] ?? null,
    }),
    name: readName(fields.name),
    /** Back to the name, for somebody else. */
    startOver: (): void => {
      setFields(empty);
      setErrors({});
      setProblem(null);
      setStep("password");
    },
  };
}
