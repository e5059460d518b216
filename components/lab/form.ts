import type { ConsistencySettings, Experiment, LabKind, LabPlace, LabSettings } from "@/lib/contract";
import { refusalsOf } from "@/lib/lab/limits";
import { consistencyFields } from "./consistency-fields";
import type { AnyField, Field } from "./field";
import { scalingFields } from "./scaling-fields";
import { syncFields } from "./sync-fields";
import { kinds } from "./words";

/** A field without its kind: what the page needs to draw it. */
export type ShownField = Omit<AnyField<never>, "textOf" | "shownOf">;

/** The fields of each kind, in the order of its form. */
export const fieldsOf: Readonly<Record<LabKind, readonly ShownField[]>> = {
  consistency: Object.values(consistencyFields),
  scaling: Object.values(scalingFields),
  sync: Object.values(syncFields),
};

/** The name of a field's text in the URL: `sync.data`. */
export const keyOf = (kind: LabKind, name: string): string => `${kind}.${name}`;

/** The names of all of them. */
export const allKeys: readonly string[] = kinds.flatMap((kind) =>
  fieldsOf[kind].map(({ name }) => keyOf(kind, name)),
);

/** What was typed, by its name in the URL; null or missing: nothing, and it is as at first. */
export type Texts = Readonly<Record<string, string | null | undefined>>;

/** What is wrong, by the name of the field. */
export type Wrong = Readonly<Record<string, string>>;
export type ReadForm =
  | { readonly ok: true; readonly settings: LabSettings }
  | { readonly ok: false; readonly wrong: Wrong };

/**
 * Reads the texts of a form into settings. What a place does not ask for is as at first. What concerns no single field is
 * wrong under the empty name.
 */
export function readForm(kind: LabKind, texts: Texts, where: LabPlace): ReadForm {
  const wrong: Record<string, string> = {};
  const take = <S, T>({ name, only, text, initialIn }: Field<S, T>): T => {
    const initial = initialIn(where);
    const typed = texts[keyOf(kind, name)] ?? null;
    if (typed === null || (only !== undefined && only !== where.place)) return initial;
    const read = text.read(typed);
    if (read.ok) return read.value;
    wrong[name] = read.error;
    return initial;
  };
  const settings = takeAll[kind](take);
  if (Object.keys(wrong).length > 0) return { ok: false, wrong };
  const refused = refusalsOf(where, settings).map(({ path, text }) => [fieldAt(path), text]);
  return refused.length === 0 ? { ok: true, settings } : { ok: false, wrong: Object.fromEntries(refused) };
}

/** The name of the field that a path of the contract is asked for by: `settings.writesPerSecond` by `writes`. */
const fieldAt = (path: string): string =>
  allFields.find(([property]) => path === `settings.${property}`)?.[1].name ?? "";

const allFields = [consistencyFields, scalingFields, syncFields].flatMap((fields) =>
  Object.entries<ShownField>(fields),
);

type Take = <S, T>(field: Field<S, T>) => T;

const takeAll: Readonly<Record<LabKind, (take: Take) => LabSettings>> = {
  consistency: (take): ConsistencySettings => {
    const f = consistencyFields;
    return {
      kind: "consistency",
      seconds: take(f.seconds),
      replicas: take(f.replicas),
      modes: take(f.modes),
      replica: take(f.replica),
      writesPerSecond: take(f.writesPerSecond),
      keys: take(f.keys),
      valueBytes: take(f.valueBytes),
      wait: { replicas: take(f.waitReplicas), timeoutMs: take(f.waitTimeoutMs) },
      maxLagBytes: take(f.maxLagBytes),
      maxLagMs: take(f.maxLagMs),
      pollMs: take(f.pollMs),
      links: take(f.links),
    };
  },
  scaling: (take) => {
    const f = scalingFields;
    return {
      kind: "scaling",
      replicas: take(f.replicas),
      chained: take(f.chained),
      seconds: take(f.seconds),
      connections: take(f.connections),
      pipeline: take(f.pipeline),
      writesPerSecond: take(f.writesPerSecond),
      readsPerSecond: take(f.readsPerSecond),
      keys: take(f.keys),
      valueBytes: take(f.valueBytes),
    };
  },
  sync: (take) => {
    const f = syncFields;
    return {
      kind: "sync",
      dataBytes: take(f.dataBytes),
      bytesPerSecond: take(f.bytesPerSecond),
      delayMs: take(f.delayMs),
      diskless: take(f.diskless),
      outageSeconds: take(f.outageSeconds),
      writeBytesPerSecond: take(f.writeBytesPerSecond),
      backlogBytes: take(f.backlogBytes),
    };
  },
};

/** A setting as a page shows it. */
export interface SettingRow {
  readonly name: string;
  readonly label: string;
  /** As a field has it. */
  readonly text: string;
  readonly asAtFirst: boolean;
  /** For reading: with its unit. */
  readonly shown: string;
}

/** The settings of an experiment, in the order of the form; those that its place does not know are left out. */
export function settingRows({ settings, where }: Pick<Experiment, "settings" | "where">): SettingRow[] {
  switch (settings.kind) {
    case "consistency":
      return rowsOf(Object.values(consistencyFields), settings, where);
    case "scaling":
      return rowsOf(Object.values(scalingFields), settings, where);
    case "sync":
      return rowsOf(Object.values(syncFields), settings, where);
  }
}

const rowsOf = <S>(fields: readonly AnyField<S>[], settings: S, where: LabPlace): SettingRow[] =>
  fields
    .filter(({ only }) => only === undefined || only === where.place)
    .map(({ name, label, initialTextIn, textOf, shownOf }) => ({
      name,
      label,
      text: textOf(settings),
      asAtFirst: textOf(settings) === initialTextIn(where),
      shown: shownOf(settings),
    }));

/** The lab's page with these settings in its form. */
export function againHref({
  settings,
  where,
  note,
}: Pick<Experiment, "settings" | "where" | "note">): string {
  const query = new URLSearchParams({ lab: settings.kind });
  if (where.place === "group") query.set("where", where.group);
  for (const { name, text, asAtFirst } of settingRows({ settings, where }))
    if (!asAtFirst) query.set(keyOf(settings.kind, name), text);
  if (note !== "") query.set("note", note);
  return `/lab?${query}`;
}
