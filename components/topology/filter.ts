import type { Instance } from "@/lib/contract";
import type { LagThresholds } from "@/lib/group/member";
import { stateOf } from "@/lib/topology/state";

/** Whether an instance passes; null: everything does. */
export type Passes = ((instance: Instance) => boolean) | null;

/**
 * Reads a filter: words that must all stand in the name or id, `role:primary`, and states, of which one must hold:
 * `state:lagging state:down`. A part of the state's name or word is enough.
 */
export function parseFilter(text: string, lag: LagThresholds): Passes {
  const parts = text
    .toLowerCase()
    .split(/\s+/)
    .filter((part) => part !== "");
  if (parts.length === 0) return null;
  const states = parts.filter((part) => part.startsWith("state:")).map((part) => part.slice(6));
  const roles = parts.filter((part) => part.startsWith("role:")).map((part) => part.slice(5));
  const words = parts.filter((part) => !/^(state|role):/.test(part));
  return (instance) => {
    const { state, word } = stateOf(instance, lag);
    const shown = `${state} ${word.toLowerCase()}`;
    const names = `${instance.name} ${instance.id}`.toLowerCase();
    return (
      (states.length === 0 || states.some((each) => shown.includes(each))) &&
      roles.every((each) => (instance.role ?? "unknown").startsWith(each)) &&
      words.every((each) => names.includes(each))
    );
  };
}
