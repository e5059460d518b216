"use client";
import Link from "next/link";
import { useState } from "react";
import { FormProblem } from "@/components/access/form-problem";
import { SecondFactorSetUp } from "@/components/account/second-factor-set-up";
import { leaveTo } from "@/components/live/leave";
import { setYou } from "@/components/live/who";
import { Button } from "@/components/ui/button";
import type { Identity, LinkAnswer } from "@/lib/contract";
import { BarePanel } from "./bare-panel";
import { SetUpForm } from "./set-up-form";
import { useLink } from "./use-link";

const words: Record<LinkAnswer["kind"], { title: string; lead: string }> = {
  first: {
    title: "Make the first account",
    lead: "It is an admin of all groups. Invite the others from it.",
  },
  invitation: { title: "Welcome to Tidemark", lead: "Choose a password: only you will know it." },
  reset: { title: "Choose a new password", lead: "The old one ends with it, and so does every session." },
};

/** Sets the password that a one-use link is for, signs in, and offers the second factor. */
export function SetUpPage() {
  const link = useLink();
  const [you, setThem] = useState<Identity | null>(null);
  if (you !== null) return <Offer you={you} />;
  if (link.is === "reading") return <BarePanel title="Set up" lead="Reading the link…" />;
  if (link.is === "absent")
    return (
      <BarePanel title="Set up" lead="This page is opened by a one-use link, and the address has none.">
        <p className="text-fg-2">
          Open the whole link again, from where you have it. If you have an account,{" "}
          <Link href="/login" className="font-medium text-accent">
            sign in
          </Link>
          .
        </p>
      </BarePanel>
    );
  if (link.is === "refused")
    return (
      <BarePanel
        title="Set up"
        below={
          <>
            An admin can make a new link under People &amp; tokens;{" "}
            <code className="mono">tidemark setup-link</code>, on the machine that Tidemark runs on, prints
            one too.
          </>
        }
      >
        <FormProblem problem={link.problem} />
        <Link href="/login" className="mt-4 inline-block font-medium text-accent">
          Sign in
        </Link>
      </BarePanel>
    );
  const { title, lead } = words[link.answer.kind];
  return (
    <BarePanel title={title} lead={lead}>
      <SetUpForm
        key={link.token}
        token={link.token}
        answer={link.answer}
        onCode={() => leaveTo("/login")}
        onDone={(identity) => {
          setYou(identity);
          if (identity.secondFactor) leaveTo("/");
          else setThem(identity);
        }}
      />
    </BarePanel>
  );
}

/** The account is there; a second factor may be added now or later. */
function Offer({ you }: { you: Identity }) {
  const [done, setDone] = useState(false);
  return (
    <BarePanel
      title={done ? "All set" : "Add a second factor"}
      lead={
        done
          ? "A code is asked for at each sign-in from now on."
          : `You are signed in as ${you.name}. With a second factor a password alone lets nobody in.`
      }
    >
      {!done && <SecondFactorSetUp onDone={() => setDone(true)} onSkip={() => leaveTo("/")} />}
      {done && (
        <Button variant="primary" size="docked" className="w-full" onClick={() => leaveTo("/")}>
          Open Tidemark
        </Button>
      )}
    </BarePanel>
  );
}
