"use client";
import { useState } from "react";
import { CodeField } from "@/components/access/code-field";
import { CODE_ERROR, readCode } from "@/components/access/fields";
import { FormProblem } from "@/components/access/form-problem";
import { PasswordField } from "@/components/access/password-field";
import { api, problemOf } from "@/components/live/api";
import { loadAccess } from "@/components/live/load-access";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Form } from "@/components/ui/form";
import { StateShape } from "@/components/ui/state-shape";
import { toast } from "@/components/ui/toast";
import type { ConfirmIdentity, Identity, Problem } from "@/lib/contract";
import { AccountSection } from "./account-section";
import { SecondFactorSetUp } from "./second-factor-set-up";

/** An authenticator's codes beside the password: on, off, and the way from one to the other. */
export function SecondFactor({ you }: { you: Identity }) {
  // While the recovery codes are read it is on already; they must not go away under the reader.
  const [settingUp, setSettingUp] = useState(!you.secondFactor);
  const [removing, setRemoving] = useState(false);
  return (
    <AccountSection
      title="Second factor"
      about="A code of an authenticator, asked for at each sign-in, so that a password alone lets nobody in."
    >
      {settingUp ? (
        <div className="max-w-[420px]">
          <SecondFactorSetUp
            onDone={() => {
              setSettingUp(false);
              toast("Second factor on.", { tone: "success" });
            }}
          />
        </div>
      ) : (
        <div className="flex flex-wrap items-center gap-3">
          <span className="inline-flex items-center gap-1.5 font-medium text-ok">
            <StateShape state="online" />
            On
          </span>
          <span className="text-fg-2">A code is asked for at each sign-in.</span>
          <Button onClick={() => setRemoving(true)}>Take it away…</Button>
        </div>
      )}
      {removing && (
        <RemoveDialog
          onClose={() => setRemoving(false)}
          onRemoved={() => {
            setRemoving(false);
            setSettingUp(true);
          }}
        />
      )}
    </AccountSection>
  );
}

function RemoveDialog({ onClose, onRemoved }: { onClose: () => void; onRemoved: () => void }) {
  const [password, setPassword] = useState("");
  const [typed, setTyped] = useState("");
  const [tried, setTried] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const code = readCode(typed);
  const remove = (): void => {
    setTried(true);
    if (password === "" || code === null) return;
    const body: ConfirmIdentity = { password, code };
    api.send("/api/access/totp/remove", body).then(
      () => {
        void loadAccess().catch(() => undefined);
        onRemoved();
      },
      (error: unknown) => setProblem(problemOf(error)),
    );
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Take the second factor away?"
      description="The password alone will let you in, and so anybody who learns it. The recovery codes end too."
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button variant="danger" type="submit" form="remove-second-factor">
            Take it away
          </Button>
        </>
      }
    >
      <Form id="remove-second-factor" onSubmit={remove} className="flex flex-col gap-4 px-5 py-4">
        <FormProblem problem={problem} />
        <PasswordField
          autoFocus
          value={password}
          onChange={setPassword}
          error={tried && password === "" ? "Type your password." : null}
        />
        <CodeField
          value={typed}
          onChange={setTyped}
          error={tried && code === null ? CODE_ERROR : null}
          recovery
        />
      </Form>
    </Dialog>
  );
}
