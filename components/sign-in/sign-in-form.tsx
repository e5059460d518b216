"use client";
import { CodeField } from "@/components/access/code-field";
import { FormProblem } from "@/components/access/form-problem";
import { PasswordField } from "@/components/access/password-field";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { TextField } from "@/components/ui/text-field";
import { useSignIn } from "./use-sign-in";

/** Name and password, and then the code where one is asked for. */
export function SignInForm({ onDone }: { onDone: () => void }) {
  const { step, problem, sending, submit, field, name, startOver } = useSignIn(onDone);
  return (
    <Form onSubmit={submit} className="flex flex-col gap-4">
      <FormProblem problem={problem} />
      {step === "password" ? (
        <>
          <TextField
            {...field("name")}
            label="Name"
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
          />
          <PasswordField {...field("password")} />
        </>
      ) : (
        <>
          <p className="flex items-baseline justify-between gap-3 text-fg-2">
            <span className="min-w-0 truncate">
              Signing in as <b className="font-medium text-fg">{name}</b>
            </span>
            <button
              type="button"
              onClick={startOver}
              className="whitespace-nowrap text-accent hover:underline"
            >
              Somebody else
            </button>
          </p>
          <CodeField {...field("code")} recovery autoFocus />
        </>
      )}
      <Button type="submit" variant="primary" size="docked" disabled={sending}>
        {sending ? "Signing in…" : "Sign in"}
      </Button>
    </Form>
  );
}
