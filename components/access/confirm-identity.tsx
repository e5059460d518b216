"use client";
import { type ReactNode, useEffect, useEffectEvent, useState } from "react";
import { PasswordField } from "@/components/access/password-field";
import { api, problemOf } from "@/components/live/api";
import { loadAccess } from "@/components/live/load-access";
import { setYou, useAccess, useIdentity } from "@/components/live/who";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import type { ConfirmIdentity as Body, Identity, Problem } from "@/lib/contract";
import { CodeField } from "./code-field";
import { CODE_ERROR, readCode } from "./fields";
import { FormProblem } from "./form-problem";
import { providerHref } from "./return-path";

/** Asks the same person once more before something dangerous; what they were about to do is kept, and goes on after it. */
export function ConfirmIdentity({ onConfirmed }: { onConfirmed: () => void }) {
  const password = useIdentity()?.password ?? true;
  return (
    <section aria-label="Confirm that it is you" className="border-b bg-tint-warn px-[var(--pane,20px)] py-3">
      <p className="font-medium">Confirm that it is you</p>
      {password ? <ByPassword onConfirmed={onConfirmed} /> : <ByProvider onConfirmed={onConfirmed} />}
    </section>
  );
}

const Lead = ({ children }: { children: ReactNode }) => (
  <p className="text-pretty text-fg-2">
    Your last sign-in is longer ago than such an action allows. Nothing was sent. {children}
  </p>
);

function ByPassword({ onConfirmed }: { onConfirmed: () => void }) {
  const second = useIdentity()?.secondFactor ?? false;
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [tried, setTried] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [sending, setSending] = useState(false);
  const digits = readCode(code);

  const confirm = (): void => {
    setTried(true);
    if (password === "" || (second && digits === null) || sending) return;
    setSending(true);
    setProblem(null);
    const body: Body = { password, ...(second && digits !== null ? { code: digits } : {}) };
    api
      .post<Identity>("/api/access/confirm", body)
      .then(
        (you) => {
          setYou(you);
          onConfirmed();
        },
        (error: unknown) => {
          setProblem(problemOf(error));
          setCode("");
        },
      )
      .finally(() => setSending(false));
  };

  return (
    <Form onSubmit={confirm} className="flex flex-col gap-3">
      <Lead>Type your password, and it goes on.</Lead>
      <FormProblem problem={problem} />
      <div className="flex flex-wrap items-start gap-3">
        <PasswordField
          autoFocus
          value={password}
          onChange={setPassword}
          error={tried && password === "" ? "Type your password." : null}
          className="min-w-44 flex-1"
        />
        {second && (
          <div className="min-w-44 flex-1">
            <CodeField
              value={code}
              onChange={setCode}
              error={tried && digits === null ? CODE_ERROR : null}
              recovery
            />
          </div>
        )}
      </div>
      <Button type="submit" variant="primary" className="self-start" disabled={sending}>
        {sending ? "Confirming…" : "Confirm and go on"}
      </Button>
    </Form>
  );
}

/** In a tab of its own, so that the plan stays: back here, the server is asked whether it has been done. */
function ByProvider({ onConfirmed }: { onConfirmed: () => void }) {
  const access = useAccess();
  const until = access?.you?.confirmedUntil ?? null;
  const [before] = useState(until);
  useEffect(() => {
    const ask = (): void => {
      if (document.visibilityState === "visible") void loadAccess().catch(() => undefined);
    };
    document.addEventListener("visibilitychange", ask);
    addEventListener("focus", ask);
    return () => {
      document.removeEventListener("visibilitychange", ask);
      removeEventListener("focus", ask);
    };
  }, []);
  const again = until !== null && until !== before;
  const goOn = useEffectEvent(onConfirmed);
  useEffect(() => {
    if (again) goOn();
  }, [again]);
  return (
    <div className="flex flex-col items-start gap-3">
      <Lead>Your provider asks, in a tab of its own; what you were about to do waits here.</Lead>
      <a
        href={providerHref("/confirmed", true)}
        target="_blank"
        rel="noopener"
        className="inline-flex h-[30px] items-center rounded-md border border-accent bg-accent px-[11px] font-medium text-13 text-on-accent hover:brightness-110"
      >
        Confirm with {access?.provider ?? "the provider"}
      </a>
    </div>
  );
}
