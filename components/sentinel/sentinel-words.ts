import type { Tone } from "@/components/ui/tone";
import type { Group, GroupSentinel, Sentinel } from "@/lib/contract";

/** What the strip says of a group's Sentinels, in a line. */
export interface SentinelWords {
  readonly title: string;
  /** Short facts, in this order. */
  readonly facts: readonly string[];
  /** What is wrong, gravest first; null: nothing. */
  readonly problem: { readonly tone: Tone; readonly text: string } | null;
}

/** How an instance is called in this group; null: as it is. */
export type NameOf = (id: string) => string;

/** The Sentinels in a line; null where none is known. */
export function sentinelWords(group: Group | null): SentinelWords | null {
  const sentinel = group?.sentinel ?? null;
  if (group === null || sentinel === null) return null;
  const nameOf = namesOf(group);
  return {
    title: sentinel.name === null ? "Sentinel" : `Sentinel ${sentinel.name}`,
    facts: [
      `${sentinel.up} of ${sentinel.known} answer`,
      ...(sentinel.quorum === null ? [] : [`quorum ${sentinel.quorum}`]),
      ...(sentinel.primary === null ? [] : [`says ${nameOf(sentinel.primary)}`]),
    ],
    problem: problemOf(group, sentinel, nameOf),
  };
}

export function namesOf(group: Group): NameOf {
  const names = new Map(group.instances.map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? id;
}

function problemOf(group: Group, sentinel: GroupSentinel, nameOf: NameOf): SentinelWords["problem"] {
  if (sentinel.failingOver) return { tone: "sync", text: "fails over now" };
  if (sentinel.primary !== null && group.primary !== null && sentinel.primary !== group.primary)
    return { tone: "crit", text: `but ${nameOf(group.primary)} is the primary` };
  const named = new Set(sentinel.sentinels.flatMap((one) => namedBy(one) ?? []));
  if (named.size > 1) return { tone: "warn", text: "they name different primaries" };
  if (sentinel.ckquorum?.ok === false) return { tone: "warn", text: "too few to fail over" };
  if (sentinel.up === 0) return { tone: "warn", text: "nobody can say what they would do" };
  return sentinel.sentinels.some(({ down }) => down !== null && down !== "no")
    ? { tone: "warn", text: "they hold the primary to be down" }
    : null;
}

/** Whom one names, as far as that can be told apart from what another names. */
const namedBy = ({ primary, primaryAddress, elsewhere }: Sentinel): string | null =>
  primary ?? (elsewhere ? primaryAddress : null);

/** How one sees the primary. */
export function viewWords(one: Sentinel): string {
  if (one.failingOver === true) return "fails it over";
  if (one.down === "by-quorum") return "down, others agree";
  if (one.down === "by-itself") return "down, it alone";
  return one.down === "no" ? "up" : "—";
}
