import type { Instance } from "@/lib/contract";
import type { LagThresholds } from "@/lib/group/member";
import { stateOf } from "@/lib/topology/state";

/** Whether an instance passes; null: everything does. */
export type Passes = ((instance: Instance) => boolean) | null;

/**
 * Reads a filter: words that must stand in the name or id, and `state:lagging`, `role:primary`.
 * A state may be given by the start of its name or of its word. All parts must hold.
 */
export function parseFilter(text: string, lag: LagThresholds): Passes {
  const parts = text
    .toLowerCase()
    .split(/\s+/)
    .filter((part) => part !== "");
  if (parts.length === 0) return null;
  const tests = parts.map((part) => testOf(part, lag));
  return (instance) => tests.every((test) => test(instance));
}

function testOf(part: string, lag: LagThresholds): (instance: Instance) => boolean {
  const colon = part.indexOf(":");
  const value = part.slice(colon + 1);
  if (part.startsWith("state:"))
    return (instance) => {
      const { state, word } = stateOf(instance, lag);
      return state.startsWith(value) || word.toLowerCase().startsWith(value);
    };
  if (part.startsWith("role:")) return (instance) => (instance.role ?? "unknown").startsWith(value);
  return (instance) => instance.name.toLowerCase().includes(part) || instance.id.toLowerCase().includes(part);
}
