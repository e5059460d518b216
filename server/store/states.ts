import { InstanceState } from "@/lib/contract";

/**
 * States as they lie in the file, the worst lowest, so that the worst of a step is its minimum. A number once written
 * keeps its meaning; the room between two is for states to come.
 */
const codes: Record<InstanceState, number> = {
  unreachable: 10,
  unreadable: 20,
  "link-down": 30,
  lagging: 40,
  loading: 50,
  syncing: 60,
  unknown: 70,
  online: 80,
};

const byCode = new Map(InstanceState.options.map((state) => [codes[state], state]));

export const codeOf = (state: InstanceState): number => codes[state];

/** Null for no code, and for one that only a newer version knows. */
export const stateOfCode = (code: number | null): InstanceState | null =>
  code === null ? null : (byCode.get(code) ?? null);

/** The worse of two codes; null: nothing was recorded. */
export const worseCode = (a: number | null, b: number | null): number | null =>
  a === null || (b !== null && b < a) ? b : a;
