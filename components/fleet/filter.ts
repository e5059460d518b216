import type { Group } from "@/lib/contract";
import type { FleetRow, FleetState } from "./row";

/** What `state:` understands. The words are those of the count strip. */
export const stateWords = {
  unreachable: ["unreachable", "unreadable"],
  down: ["link-down"],
  critical: ["critical"],
  lagging: ["lagging"],
  warning: ["warning"],
  syncing: ["syncing", "loading"],
  unknown: ["unknown"],
  online: ["online"],
} as const satisfies Record<string, readonly FleetState[]>;

export type StateName = keyof typeof stateWords;

const isStateName = (word: string): word is StateName => Object.hasOwn(stateWords, word);

/** Which word a state is counted under. */
export const countedAs: ReadonlyMap<FleetState, StateName> = new Map(
  Object.keys(stateWords)
    .filter(isStateName)
    .flatMap((name) => stateWords[name].map((state) => [state, name] as const)),
);

export interface Filter {
  /** Any of these states; empty: all. A `state:` word nobody knows matches nothing, and is shown as such. */
  readonly states: readonly StateName[];
  readonly unknownStates: readonly string[];
  /** Every one must be found in a name or an address. Lower case. */
  readonly texts: readonly string[];
}

/** Reads `state:lagging state:down us-1`: states are alternatives, free words must all be found. */
export function parseFilter(text: string): Filter {
  const states: StateName[] = [];
  const unknownStates: string[] = [];
  const texts: string[] = [];
  for (const word of text.toLowerCase().split(/\s+/)) {
    if (word === "") continue;
    if (!word.startsWith("state:")) texts.push(word);
    else {
      const name = word.slice("state:".length);
      if (isStateName(name)) states.push(name);
      else unknownStates.push(name);
    }
  }
  return { states, unknownStates, texts };
}

/** Whether the group passes. */
export function matches(filter: Filter, group: Group, row: FleetRow): boolean {
  const stated = filter.states.length > 0 || filter.unknownStates.length > 0;
  const inState = filter.states.some((name) => stateWords[name].some((state) => state === row.state));
  if (stated && !inState) return false;
  // Asked of each group with each frame: without a word to look for there is no text to make.
  if (filter.texts.length === 0) return true;
  const haystack = [group.name, group.id, ...group.instances.flatMap(({ id, name }) => [id, name])]
    .join("\n")
    .toLowerCase();
  return filter.texts.every((text) => haystack.includes(text));
}

/** The filter text with `state:name` put in, or taken out where it stood. Other words stay. */
export function toggleState(text: string, name: StateName): string {
  const words = text.split(/\s+/).filter((word) => word !== "");
  const token = `state:${name}`;
  const without = words.filter((word) => word.toLowerCase() !== token);
  return (without.length < words.length ? without : [...words, token]).join(" ");
}
