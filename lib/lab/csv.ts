import type { Experiment } from "@/lib/contract";
import { csvLine } from "@/lib/csv";

/**
 * An experiment's figures: a line for each, with its place in the result (`modes.2.staleSeconds.p95`) and its value. What the
 * figures were measured with stands in the same form, under `settings` and `environment`. Unknown is an empty field.
 */
export function experimentCsv(experiment: Experiment): string {
  const { id, startedAt, settings, environment, result } = experiment;
  const lines = Object.entries({ settings, environment, result }).flatMap(([name, value]) =>
    leaves(name, value),
  );
  return [
    csvLine(["experiment", "startedAt", "figure", "value"]),
    ...lines.map(([figure, value]) => csvLine([id, startedAt, figure, value])),
  ].join("");
}

type Leaf = readonly [path: string, value: string | number | null];

function leaves(path: string, value: unknown): Leaf[] {
  if (typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([name, inner]) => leaves(`${path}.${name}`, inner));
  if (typeof value === "string" || typeof value === "number" || value === null) return [[path, value]];
  return [[path, String(value)]];
}
