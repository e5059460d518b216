"use client";
import { parseAsString, useQueryState, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { emptyForm, type GuideField, type GuideForm, guideFields } from "@/lib/guide/form";

const parsers = {
  name: parseAsString,
  version: parseAsString,
  primary: parseAsString,
  replicas: parseAsString,
  rate: parseAsString,
  outage: parseAsString,
  data: parseAsString,
  copy: parseAsString,
  tls: parseAsString,
  auth: parseAsString,
  sentinels: parseAsString,
  quorum: parseAsString,
  persistence: parseAsString,
  "min-replicas": parseAsString,
  "config-dir": parseAsString,
  "data-dir": parseAsString,
} satisfies Record<GuideField, typeof parseAsString>;

/** The group that the guide is for; null: none. */
export const useGuideGroup = () => useQueryState("group", parseAsString);
/** Which file is shown. */
export const useGuideFile = () => useQueryState("file", parseAsString);

export interface FormInUrl {
  readonly form: GuideForm;
  /** Whether a field says something else than what is seen. */
  readonly isSaid: (field: GuideField) => boolean;
  readonly say: (field: GuideField, value: string) => void;
  /** Back to what is seen, in all fields. */
  readonly clear: () => void;
}

/** The form: what the URL says, over what is seen. What equals the latter is not in the URL. */
export function useGuideForm(seen: GuideForm | null): FormInUrl {
  const [said, setSaid] = useQueryStates(parsers);
  const below = seen ?? emptyForm;
  const form = useMemo(() => ({ ...below, ...withoutNull(said) }), [below, said]);
  return {
    form,
    isSaid: (field) => said[field] !== null,
    say: (field, value) => void setSaid({ [field]: value === below[field] ? null : value }),
    clear: () => void setSaid(null),
  };
}

const withoutNull = (said: Readonly<Record<GuideField, string | null>>): Partial<GuideForm> =>
  Object.fromEntries(guideFields.flatMap((field) => (said[field] === null ? [] : [[field, said[field]]])));
