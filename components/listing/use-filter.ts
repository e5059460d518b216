"use client";
import { parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";
import { useGroupOptions } from "@/components/runs/use-group-options";

/** One filter of a list, its choice in the URL. */
export interface Filter<T extends string> {
  /** What is filtered by, for those who hear the page: `State`. In the URL `state`. */
  readonly name: string;
  /** What the menu says while everything passes: `Any state`. */
  readonly anyWord: string;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  /** Null: everything passes. */
  readonly value: T | null;
  readonly passes: (value: string) => boolean;
  /** Takes what the parser of the URL lets through; all else is everything. */
  readonly choose: (value: string) => void;
}

/** A filter by one of `options`. */
export function useFilter<T extends string>(name: string, options: Filter<T>["options"]): Filter<T> {
  const word = name.toLowerCase();
  const parser = parseAsStringLiteral(options.map(({ value }) => value));
  const [value, setValue] = useQueryState(word, parser);
  const choose = (next: string): void => void setValue(parser.parse(next));
  return { name, anyWord: `Any ${word}`, options, value, passes: passes(value), choose };
}

/** A filter by group; one that is not watched any more can still be asked for. */
export const useGroupFilter = (): Filter<string> => useOpenFilter("Group", "All groups", useGroupOptions());

/** A filter whose `options` are what is known by now: the URL may ask for others too. */
export function useOpenFilter(
  name: string,
  anyWord: string,
  options: Filter<string>["options"],
): Filter<string> {
  const [value, setValue] = useQueryState(name.toLowerCase(), parseAsString);
  const choose = (next: string): void => void setValue(next === "" ? null : next);
  return { name, anyWord, options, value, passes: passes(value), choose };
}

const passes =
  (wanted: string | null) =>
  (value: string): boolean =>
    wanted === null || value === wanted;
