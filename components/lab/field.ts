import type { LabPlace } from "@/lib/contract";
import type { Limits, Text } from "./texts";

/** How a field is filled in. */
export type Input =
  | { readonly is: "text" }
  | { readonly is: "flag" }
  /** Several of the ways to read. */
  | { readonly is: "modes" }
  /** One of the replicas of the place. */
  | { readonly is: "replica" };

interface Told<S, T> {
  /** In the URL, behind its kind. */
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  /** After the label where it is filled in, after the value where it is only shown. */
  readonly unit?: string;
  /** For reading, where the text is not fit for it. */
  readonly show?: (value: T) => string;
  /** The contract's default. */
  readonly initial: T;
  /** In its stead in a group, where less is allowed. */
  readonly inGroup?: T;
  readonly text: Text<T>;
  readonly of: (settings: S) => T;
  /** What a number in it may be; of a list, each. */
  readonly limits?: Limits;
  readonly input?: Input;
  /** Folded away until somebody asks for more. */
  readonly more?: true;
  /** It says nothing anywhere else. */
  readonly only?: LabPlace["place"];
}

/** One setting of an experiment of kind `S`, as a form asks for it and a page shows it. */
export interface Field<S, T> extends Told<S, T> {
  readonly input: Input;
  readonly initialIn: (where: LabPlace) => T;
  readonly initialTextIn: (where: LabPlace) => string;
  readonly textOf: (settings: S) => string;
  readonly shownOf: (settings: S) => string;
}

/** A field without the type of its value: what a form and a table need of it. */
export type AnyField<S> = Omit<Field<S, never>, "initial" | "inGroup" | "initialIn" | "text" | "of" | "show">;

export function field<S, T>(told: Told<S, T>): Field<S, T> {
  const { initial, inGroup, text, of, unit, show = text.write } = told;
  const initialIn = ({ place }: LabPlace): T =>
    place === "group" && inGroup !== undefined ? inGroup : initial;
  return {
    input: { is: "text" },
    ...told,
    initialIn,
    initialTextIn: (where) => text.write(initialIn(where)),
    textOf: (settings) => text.write(of(settings)),
    shownOf: (settings) => {
      const shown = show(of(settings));
      return unit === undefined ? shown : `${shown}\u00a0${unit}`;
    },
  };
}
