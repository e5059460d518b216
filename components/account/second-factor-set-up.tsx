"use client";
import { useState } from "react";
import { CodeField } from "@/components/access/code-field";
import { ConfirmFirst } from "@/components/access/confirm-first";
import { CODE_ERROR, readCode } from "@/components/access/fields";
import { api, problemOf } from "@/components/live/api";
import { loadAccess } from "@/components/live/load-access";
import { CopyButton } from "@/components/runs/copy-button";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import type { Problem, RecoveryCodes, TotpSecret } from "@/lib/contract";
import { QrCode } from "./qr-code";
import { inFours } from "./recovery";
import { RecoveryList } from "./recovery-list";

/** From nothing to a second factor: a secret to scan, a code that proves it was, and the recovery codes. */
export function SecondFactorSetUp({ onDone, onSkip }: { onDone: () => void; onSkip?: () => void }) {
  const [secret, setSecret] = useState<TotpSecret | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  const begin = (): void => {
    setProblem(null);
    api
      .post<TotpSecret>("/api/access/totp", {})
      .then(setSecret, (error: unknown) => setProblem(problemOf(error)));
  };
  const finish = (): void => {
    void loadAccess().catch(() => undefined);
    onDone();
  };

  return (
    <div className="flex flex-col gap-4">
      <ConfirmFirst problem={problem} onConfirmed={begin} />
      {codes !== null ? (
        <>
          <RecoveryList codes={codes} />
          <Button variant="primary" size="docked" onClick={finish}>
            I have kept them
          </Button>
        </>
      ) : secret === null ? (
        <Button variant="primary" size="docked" onClick={begin}>
          Set up an authenticator…
        </Button>
      ) : (
        <Prove secret={secret} onProven={setCodes} />
      )}
      {codes === null && onSkip !== undefined && (
        <Button size="docked" className="-mt-2" onClick={onSkip}>
          Not now
        </Button>
      )}
    </div>
  );
}

function Prove({ secret, onProven }: { secret: TotpSecret; onProven: (codes: readonly string[]) => void }) {
  const [typed, setTyped] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [sending, setSending] = useState(false);

  const prove = (): void => {
    const code = readCode(typed);
    if (code === null || sending) {
      setError(CODE_ERROR);
      return;
    }
    setError(null);
    setSending(true);
    api
      .post<RecoveryCodes>("/api/access/totp/confirm", { code })
      .then(
        ({ codes }) => onProven(codes),
        (refusal: unknown) => setError(problemOf(refusal).detail),
      )
      .finally(() => setSending(false));
  };

  return (
    <Form onSubmit={prove} className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-4">
        <QrCode text={secret.uri} label="QR code of the secret" />
        <div className="min-w-40 flex-1">
          <p className="text-pretty">Scan this with an authenticator, or type the secret into it:</p>
          <p className="mono mt-2 mb-2 break-words">{inFours(secret.secret)}</p>
          <CopyButton text={secret.secret} what="the secret" />
        </div>
      </div>
      <CodeField value={typed} onChange={setTyped} error={error} recovery={false} autoFocus />
      <Button type="submit" variant="primary" size="docked" disabled={sending}>
        {sending ? "Checking…" : "Turn it on"}
      </Button>
    </Form>
  );
}
