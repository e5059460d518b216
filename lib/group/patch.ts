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

/**
 * Deep equality of plain values: what JSON can carry. It runs for every field of every instance on every tick,
 * so it makes nothing: no list of keys, no closure.
 */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && sameItems(a, b);
  if (!isRecord(a) || !isRecord(b)) return false;
  let fields = 0;
  for (const key in a) {
    if (!Object.hasOwn(b, key) || !same(a[key], b[key])) return false;
    fields += 1;
  }
  for (const _ in b) fields -= 1;
  return fields === 0;
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (!same(a[i], b[i])) return false;
  return true;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
