import type { Experiment } from "@/lib/contract";
import { environmentRows } from "./environment-rows";
import type { Metric } from "./figure";
import { settingRows } from "./form";
import { metricsOf } from "./metric";

/** A figure of every experiment that is compared, in their order; null: that one has no such figure. */
export interface ComparedFigure {
  readonly key: string;
  readonly of: string;
  readonly label: string;
  readonly values: readonly (Metric | null)[];
}

/** The figures of all of them, in the order in which they first occur. */
export function comparedFigures(experiments: readonly Pick<Experiment, "result">[]): ComparedFigure[] {
  const sets = experiments.map(({ result }) => (result === null ? [] : metricsOf(result)));
  const byKey = sets.map((metrics) => new Map(metrics.map((metric) => [metric.key, metric])));
  const all = new Map(sets.flat().map((metric) => [metric.key, metric]));
  return [...all.values()].map(({ key, of, label }) => ({
    key,
    of,
    label,
    values: byKey.map((metrics) => metrics.get(key) ?? null),
  }));
}

/** How a figure differs from that of the first experiment. */
export interface Difference {
  readonly by: number;
  /** Null: the first is 0. */
  readonly ratio: number | null;
}

/** @returns null where one of them is no number, or not known */
export function differenceOf(first: Metric | null, other: Metric | null): Difference | null {
  if (first?.is !== "number" || other?.is !== "number") return null;
  if (first.value === null || other.value === null) return null;
  return {
    by: other.value - first.value,
    ratio: first.value === 0 ? null : other.value / first.value,
  };
}

/** One thing that they were measured with. */
export interface ComparedFact {
  readonly label: string;
  readonly values: readonly string[];
  readonly differs: boolean;
}

/** With what each was measured; what differs comes first, since it may explain the rest. */
export function comparedFacts(
  experiments: readonly Experiment[],
  placeOf: (experiment: Experiment) => string,
): ComparedFact[] {
  const rows = experiments.map((one) => [
    { label: "Place", text: placeOf(one) },
    { label: "Ended", text: one.state },
    ...settingRows(one).map(({ label, shown }) => ({ label, text: shown })),
    ...(one.environment === null ? [] : environmentRows(one.environment)),
  ]);
  const labels = [...new Set(rows.flat().map(({ label }) => label))];
  const facts = labels.map((label) => {
    const values = rows.map((own) => own.find((row) => row.label === label)?.text ?? "—");
    return { label, values, differs: new Set(values).size > 1 };
  });
  return [...facts.filter(({ differs }) => differs), ...facts.filter(({ differs }) => !differs)];
}
