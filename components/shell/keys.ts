/** How long the second key of a sequence may take. Milliseconds. */
const SEQUENCE_MS = 1500;

export interface Pending {
  readonly first: string;
  readonly atMs: number;
}

export type KeyStep =
  | { readonly fires: string; readonly pending: null }
  | { readonly fires: null; readonly pending: Pending | null };

/**
 * What one key press means. `known` are the registered shortcuts: single keys (`?`, `j`, `Space`) and sequences (`g f`).
 * A sequence in progress wins over a single key; a second key that fits nothing drops it.
 */
export function stepKey(
  known: readonly string[],
  pending: Pending | null,
  key: string,
  nowMs: number,
): KeyStep {
  const name = key === " " ? "Space" : key;
  if (pending !== null && nowMs - pending.atMs <= SEQUENCE_MS) {
    const sequence = `${pending.first} ${name}`;
    return known.includes(sequence) ? { fires: sequence, pending: null } : { fires: null, pending: null };
  }
  if (known.some((keys) => keys.startsWith(`${name} `)))
    return { fires: null, pending: { first: name, atMs: nowMs } };
  return known.includes(name) ? { fires: name, pending: null } : { fires: null, pending: null };
}
