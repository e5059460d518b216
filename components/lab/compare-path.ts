import type { Experiment } from "@/lib/contract";

/** More lines than this cannot be told apart in one chart. */
export const MOST_COMPARED = 6;

export const compareHref = (ids: readonly string[]): string =>
  `/lab/compare?ids=${ids.map(encodeURIComponent).join(",")}`;

/** The ids of a link, each once. */
export const idsIn = (text: string): string[] => [
  ...new Set(text.split(",").flatMap((id) => (id.trim() === "" ? [] : [id.trim()]))),
];

/** Why these cannot stand side by side, as a sentence that says what to do; null: they can. */
export function compareBlocked(
  experiments: readonly Pick<Experiment, "settings" | "result">[],
): string | null {
  const kinds = new Set(experiments.map(({ settings }) => settings.kind));
  if (experiments.length < 2) return "Choose two or more experiments of one kind.";
  if (kinds.size > 1)
    return `These are of ${kinds.size} kinds, which have no figure in common. Choose experiments of one kind.`;
  if (experiments.length > MOST_COMPARED)
    return `More than ${MOST_COMPARED} cannot be told apart. Choose fewer.`;
  return experiments.some(({ result }) => result === null)
    ? "One of them has measured nothing. Choose others."
    : null;
}
