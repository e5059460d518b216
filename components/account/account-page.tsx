"use client";
import { grantsText } from "@/components/access/grant-words";
import { useIdentity } from "@/components/live/who";
import { useGroupNameOf } from "@/components/runs/use-group-options";
import { TitleBar } from "@/components/shell/title-bar";
import { EmptyState } from "@/components/ui/empty-state";
import type { Identity } from "@/lib/contract";
import { AccountSection } from "./account-section";
import { ChangePassword } from "./change-password";
import { SecondFactor } from "./second-factor";
import { SessionList } from "./session-list";

/** How this person came in, where it is not by a password of ours. */
const otherWays: Record<Identity["kind"], string> = {
  user: "You sign in with your provider: password and second factor are its own.",
  proxy: "A reverse proxy says who you are: password, second factor and sessions are its own.",
  demo: "You came by the demo's link. The demo has no accounts.",
  token: "This is an API token: it has no password and no session.",
};

/** One's own password, second factor and sessions. */
export function AccountPage() {
  const you = useIdentity();
  const nameOf = useGroupNameOf();
  if (you === null)
    return (
      <>
        <TitleBar title="Account" />
        <EmptyState title="Connecting to Tidemark…" />
      </>
    );
  return (
    <>
      <TitleBar title="Account" facts={[you.name, grantsText(you.grants, nameOf)]} />
      {you.password ? (
        <>
          <ChangePassword you={you} />
          <SecondFactor you={you} />
        </>
      ) : (
        <AccountSection title="Signing in" about="">
          <p className="max-w-[60ch] text-pretty">{otherWays[you.kind]}</p>
        </AccountSection>
      )}
      {you.kind !== "proxy" && you.kind !== "token" && <SessionList />}
    </>
  );
}
