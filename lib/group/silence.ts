import type { Reading } from "@/lib/info/view";
import type { InstanceId, Member } from "./member";

/** Every instance that answered until then has stopped to, in all groups at once. */
export interface Silence {
  /** When the last answer of anybody came, Unix milliseconds. */
  readonly sinceMs: number;
  readonly instances: number;
  readonly hosts: number;
  readonly groups: number;
}

/** What a group needs to know of all others, to tell an instance that is gone from a Tidemark that hears nobody. */
export interface FleetView {
  readonly nowMs: number;
  /** The last answer of any instance of any group; null before the first. */
  readonly lastAnswerMs: number | null;
  /** How many instances answered shortly before that; null: not counted, for the last answer is not an interval old. */
  readonly alive: number | null;
  readonly silence: Silence | null;
  /** When a silence last ended. */
  readonly silenceEndedMs: number | null;
  /** How long after the first instance the others may be found silent too: an interval, and the timeout of a poll. */
  readonly patienceMs: number;
}

const MANY_FAILURES = 2;
/** Our longest pause between two tries to connect, and a second to connect in: so long some come back after others. */
export const NEXT_TRY_MS = 6000;

/** Whether nothing came back from the other machine: a refusal, a wrong password and nonsense all prove a way there and back. */
const nothingCameBack = (reading: Reading): boolean =>
  reading.state === "unreachable" &&
  (reading.reason === "timeout" || reading.reason === "dns" || reading.noRoute === true);

/** Whether nobody was asked: that says nothing of the way there. */
const wasNotAsked = (reading: Reading): boolean =>
  reading.state === "unreachable" && reading.reason === "not-allowed";

const answeredLately = (member: Member, lastAnswerMs: number, recentMs: number): boolean =>
  member.lastReached !== null && member.lastReached.at.receivedMs >= lastAnswerMs - recentMs;

/** How many instances answered at most `recentMs` before the last answer of all. */
export const aliveIn = (
  groups: readonly ReadonlyMap<InstanceId, Member>[],
  lastAnswerMs: number,
  recentMs: number,
): number =>
  groups.reduce(
    (sum, members) =>
      sum + [...members.values()].filter((member) => answeredLately(member, lastAnswerMs, recentMs)).length,
    0,
  );

/**
 * The silence of a whole fleet, or null: somebody answers, refuses us, or has not failed twice yet, or fewer than two
 * answered just before. Those that were silent before the last answer, or may not be asked, say nothing. Linear in the members, but ends at the
 * first that answers.
 * @param recentMs how long before the last answer of all an instance may have given its own
 */
export function silenceOf(
  groups: readonly ReadonlyMap<InstanceId, Member>[],
  lastAnswerMs: number,
  recentMs: number,
): Silence | null {
  const hosts = new Set<string>();
  let instances = 0;
  let silentGroups = 0;
  for (const members of groups) {
    let some = false;
    for (const member of members.values()) {
      if (member.reading === null || wasNotAsked(member.reading)) continue;
      if (!nothingCameBack(member.reading)) return null;
      if (!answeredLately(member, lastAnswerMs, recentMs)) continue;
      if (member.failures < MANY_FAILURES) return null;
      instances += 1;
      some = true;
      hosts.add(member.id.slice(0, member.id.lastIndexOf(":")));
    }
    if (some) silentGroups += 1;
  }
  return instances < 2 ? null : { sinceMs: lastAnswerMs, instances, hosts: hosts.size, groups: silentGroups };
}

/**
 * Whether the failures of a member may be our own: everybody is silent, or nobody has answered since it fell silent and the
 * others have not had the time to show that they are; or all were silent, and it has not had the time to be found again.
 */
export function mayBeOurs(fleet: FleetView, { reading, failingSinceMs }: Member): boolean {
  if (reading === null || failingSinceMs === null || fleet.lastAnswerMs === null) return false;
  if (fleet.silence !== null) return nothingCameBack(reading);
  if (fleet.silenceEndedMs !== null && failingSinceMs <= fleet.silenceEndedMs)
    return fleet.nowMs - fleet.silenceEndedMs < NEXT_TRY_MS;
  if (
    !nothingCameBack(reading) ||
    fleet.alive === null ||
    fleet.alive < 2 ||
    failingSinceMs < fleet.lastAnswerMs
  )
    return false;
  return fleet.nowMs - failingSinceMs < 2 * fleet.patienceMs;
}
