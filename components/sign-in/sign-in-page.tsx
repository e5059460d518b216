"use client";
import { useEffect } from "react";
import { FormProblem } from "@/components/access/form-problem";
import { toldProblem } from "@/components/access/provider-problem";
import { providerHref, returnPath } from "@/components/access/return-path";
import { leaveTo } from "@/components/live/leave";
import { loadAccess } from "@/components/live/load-access";
import { useAccess } from "@/components/live/who";
import { Button } from "@/components/ui/button";
import { BarePanel } from "./bare-panel";
import { SignInForm } from "./sign-in-form";
import { useAway } from "./use-away";

/** What stands in the address. Only in a browser: the server's HTML asks nothing yet. */
const inAddress = (name: string): string | null => new URLSearchParams(location.search).get(name);

/** Where the link to here said to go afterwards. */
const wanted = (): string => returnPath(inAddress("to"));

const done = (): void => leaveTo(wanted());

/** Who are you; and how to get in where there is no account yet, or none left that works. */
export function SignInPage() {
  const access = useAccess();
  const away = useAway(access === null);
  const known = access !== null && access.you !== null;
  useEffect(() => {
    if (known) done();
  }, [known]);
  // Signed in meanwhile in another tab: this one goes on too.
  useEffect(() => {
    const ask = (): void => {
      if (document.visibilityState === "visible") void loadAccess().catch(() => undefined);
    };
    document.addEventListener("visibilitychange", ask);
    return () => document.removeEventListener("visibilitychange", ask);
  }, []);

  if (access === null && away)
    return (
      <BarePanel title="Sign in" lead="Tidemark does not answer. Your servers are not affected.">
        <Button
          variant="primary"
          size="docked"
          className="w-full"
          onClick={() => void loadAccess().catch(() => undefined)}
        >
          Try again
        </Button>
      </BarePanel>
    );
  // Nothing to press before it is known how one can sign in here.
  if (access === null || known) return <BarePanel title="Sign in" lead="Connecting to Tidemark…" />;
  if (!access.accounts && access.provider === null) return <NoAccount />;
  return (
    <BarePanel title="Sign in" below={<LockedOut />}>
      <div className="mb-4 empty:hidden">
        <FormProblem problem={toldProblem(inAddress("problem"))} />
      </div>
      {access.provider !== null && <ProviderLink label={access.provider} or={access.accounts} />}
      {access.accounts && <SignInForm onDone={done} />}
    </BarePanel>
  );
}

function ProviderLink({ label, or }: { label: string; or: boolean }) {
  return (
    <>
      {/* A link and no fetch: the provider asks on a page of its own. */}
      <a
        href={providerHref(wanted())}
        className="flex h-10 items-center justify-center rounded-md border border-strong bg-surface font-medium hover:bg-inset"
      >
        {label}
      </a>
      {or && (
        <p className="my-4 flex items-center gap-3 text-12 text-fg-3 before:h-px before:flex-1 before:bg-border after:h-px after:flex-1 after:bg-border">
          or with a password
        </p>
      )}
    </>
  );
}

const LockedOut = () => (
  <details>
    <summary className="min-h-6 w-fit">Locked out?</summary>
    <p className="mt-1">
      An admin can make you a new link under People &amp; tokens. On the machine that Tidemark runs on,{" "}
      <code className="mono">tidemark setup-link</code> prints one too.
    </p>
  </details>
);

/** Before anybody has an account: the terminal has the link. */
const NoAccount = () => (
  <BarePanel
    title="No account yet"
    lead="Tidemark has no default password. The first account is made with a one-use link."
  >
    <ol className="flex list-decimal flex-col gap-2 pl-4 text-fg-2 marker:text-fg-3">
      <li>Look at the terminal, or the log, that Tidemark was started in: it shows a link.</li>
      <li>Open that link in this browser. It works once.</li>
    </ol>
    <p className="mt-4 text-12 text-fg-3">
      Is it gone? <code className="mono">tidemark setup-link</code>, on the same machine, prints a new one.
    </p>
  </BarePanel>
);
