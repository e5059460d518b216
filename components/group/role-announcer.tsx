"use client";
import { useEffect, useRef, useState } from "react";
import { usePresentGroup } from "@/components/live/store";

/**
 * Says once, to those who hear the page, that the group's primary is another one now.
 * Of the present alone: to look at the past changes nothing. Between two primaries there may be none, or two: only the next clear answer is announced.
 */
export function RoleAnnouncer({ groupId }: { groupId: string }) {
  const primary = usePresentGroup(
    groupId,
    (group) => group?.instances.find(({ id }) => id === group.primary)?.name ?? null,
  );
  const known = useRef<string | null>(null);
  const [words, setWords] = useState("");
  useEffect(() => {
    if (primary === null || primary === known.current) return;
    if (known.current !== null) setWords(`${primary} is the primary now. Before it was ${known.current}.`);
    known.current = primary;
  }, [primary]);
  return (
    <p aria-live="polite" data-announcer="role" className="sr-only">
      {words}
    </p>
  );
}
