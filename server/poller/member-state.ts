import type { InstanceId, Member } from "@/lib/group/member";
import type { Reading, SlowFacts } from "@/lib/info/view";
import type { ShownHeartbeat } from "@/lib/lag/heartbeat";

export const newMember = (id: InstanceId): Member => ({
  id,
  reading: null,
  lastReached: null,
  failures: 0,
  failingSinceMs: null,
  slow: null,
  heartbeat: null,
});

/** The member after one more reading. What was read before a failure is kept apart, as what it last said. */
export function withReading(member: Member, reading: Reading): Member {
  if (reading.state === "reached") {
    const lastReached = { at: reading.at, view: reading.view };
    return { ...member, reading, lastReached, failures: 0, failingSinceMs: null };
  }
  return {
    ...member,
    reading,
    failures: member.failures + 1,
    failingSinceMs: member.failingSinceMs ?? reading.at.sentMs,
  };
}

/** The member after its slow facts were read anew; what could not be read this time is unknown again. */
export const withSlow = (member: Member, slow: SlowFacts | null): Member =>
  slow === null ? member : { ...member, slow };

/** The member after it was asked for the heartbeat, or was not. */
export const withHeartbeat = (member: Member, heartbeat: ShownHeartbeat | null): Member =>
  heartbeat === member.heartbeat ? member : { ...member, heartbeat };

/** Whether its persistence moves fast enough to be read with every poll. */
export function isLively(member: Member): boolean {
  const following = member.reading?.state === "reached" ? member.reading.view.following : null;
  const persistence = member.slow?.persistence ?? null;
  return (
    (following !== null && !following.linkUp) ||
    (persistence !== null && (persistence.loading || persistence.asyncLoading === true || persistence.saving))
  );
}
