import { Instance, type InstancePatch } from "@/lib/contract";

const fields = Instance.keyof().options;

/**
 * What changed of each instance: its id and each top-level field that differs, whole. An instance without a change has no row,
 * one that is new is its own row.
 */
export function patchesOf(before: readonly Instance[], now: readonly Instance[]): InstancePatch[] {
  const known = new Map(before.map((instance) => [instance.id, instance]));
  return now.flatMap((instance) => {
    const old = known.get(instance.id);
    return old === undefined ? instance : (patchOf(old, instance) ?? []);
  });
}

function patchOf(before: Instance, now: Instance): InstancePatch | null {
  let patch: InstancePatch | null = null;
  for (const field of fields) {
    if (field === "id" || same(before[field], now[field])) continue;
    patch ??= { id: now.id };
    copy(patch, now, field);
  }
  return patch;
}

function copy<Field extends Exclude<keyof Instance, "id">>(
  to: Partial<Instance>,
  from: Instance,
  field: Field,
): void {
  to[field] = from[field];
}

/** Deep equality of plain values: what JSON can carry. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((value, i) => same(value, b[i]));
  if (!isRecord(a) || !isRecord(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && same(a[key], b[key]));
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
