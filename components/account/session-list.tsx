"use client";
import { useState } from "react";
import { FormProblem } from "@/components/access/form-problem";
import { useAnswer } from "@/components/access/use-answer";
import { ListingState } from "@/components/listing/listing-state";
import { api, problemOf } from "@/components/live/api";
import { setNobody } from "@/components/live/who";
import { Button } from "@/components/ui/button";
import { Clock, TimeAgo } from "@/components/ui/time";
import type { Problem, Session } from "@/lib/contract";
import { AccountSection } from "./account-section";
import { agentWords } from "./session-words";

/** The browsers that this person is signed in with; each can be signed out from here. */
export function SessionList() {
  const { answer, listing, readAgain } = useAnswer<{ sessions: Session[] }>("/api/access/sessions");
  const [problem, setProblem] = useState<Problem | null>(null);
  const end = ({ id, current }: Session): void => {
    api.delete(`/api/access/sessions/${encodeURIComponent(id)}`).then(
      () => (current ? setNobody() : readAgain()),
      (error: unknown) => setProblem(problemOf(error)),
    );
  };
  return (
    <AccountSection
      title="Sessions"
      about="Browsers you are signed in with. One that you do not know: end it, and change your password."
    >
      <FormProblem problem={problem} />
      {answer === null ? (
        <ListingState listing={listing} title="No sessions">
          You are not signed in by a session.
        </ListingState>
      ) : (
        <ul aria-label="Sessions" className="divide-y rounded-lg border bg-surface">
          {answer.sessions.map((session) => (
            <Row key={session.id} session={session} onEnd={() => end(session)} />
          ))}
        </ul>
      )}
    </AccountSection>
  );
}

function Row({ session, onEnd }: { session: Session; onEnd: () => void }) {
  const { agent, address, current, seenAt, startedAt, expiresAt } = session;
  const words = agentWords(agent);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5">
      <div className="min-w-0 flex-1">
        <p className="font-medium" title={agent ?? undefined}>
          {words}
          {current && <span className="ml-2 font-normal text-fg-3">this browser</span>}
        </p>
        <p className="text-12 text-fg-2">
          <span className="mono">{address ?? "address not known"}</span> · seen{" "}
          {current ? "now" : <TimeAgo at={seenAt} suffix=" ago" />} · since <Clock at={startedAt} /> · until{" "}
          <Clock at={expiresAt} />
        </p>
      </div>
      <Button
        size="row"
        onClick={onEnd}
        aria-label={current ? "Sign out of this browser" : `End the session of ${words}`}
      >
        {current ? "Sign out" : "End"}
      </Button>
    </li>
  );
}
