"use client";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import type { LabKind, LabPlace } from "@/lib/contract";
import { allKeys, keyOf, type Texts } from "./form";
import { kinds } from "./words";

/** A link can be long; a note is short, and the server says what is too long. */
const parsers = {
  lab: parseAsStringLiteral(kinds).withDefault("consistency"),
  where: parseAsString,
  note: parseAsString.withDefault(""),
  more: parseAsStringLiteral(["all"]),
};
const textParsers = Object.fromEntries(allKeys.map((key) => [key, parseAsString]));

export interface LabForm {
  readonly kind: LabKind;
  readonly where: LabPlace;
  readonly note: string;
  /** Whether all settings are shown. */
  readonly all: boolean;
  readonly texts: Texts;
  readonly setKind: (kind: LabKind) => void;
  readonly setWhere: (where: LabPlace) => void;
  readonly setNote: (note: string) => void;
  readonly setAll: (all: boolean) => void;
  /** Null: as at first. */
  readonly setTexts: (texts: Texts) => void;
}

/** What experiment the form asks for. All of it is in the URL, so that a reload or a link loses nothing. */
export function useForm(): LabForm {
  const [{ lab, where, note, more }, set] = useQueryStates(parsers);
  const [texts, setTexts] = useQueryStates(textParsers);
  return {
    kind: lab,
    where: where === null ? { place: "throwaway" } : { place: "group", group: where },
    note,
    all: more === "all",
    texts,
    setKind: (kind) => void set({ lab: kind }),
    setWhere: (place) => void set({ where: place.place === "group" ? place.group : null }),
    setNote: (text) => void set({ note: text }),
    setAll: (all) => void set({ more: all ? "all" : null }),
    setTexts: (typed) =>
      void setTexts(Object.fromEntries(Object.entries(typed).map(([key, text]) => [key, text ?? null]))),
  };
}

/** The text of a field, as typed or as at first. */
export const textIn = (
  { kind, where, texts }: Pick<LabForm, "kind" | "where" | "texts">,
  field: { readonly name: string; readonly initialTextIn: (where: LabPlace) => string },
): string => texts[keyOf(kind, field.name)] ?? field.initialTextIn(where);
