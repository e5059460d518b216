import type { ScalingResult, Shape } from "@/lib/contract";
import { caseName } from "./scaling-name";
import type { ScalingRow } from "./scaling-row";

/** What can be drawn of the rows. */
export type ScalingFigure =
  | "readsPerSecond"
  | "writesPerSecond"
  | "replicationBytesPerSecond"
  | "primaryCores"
  | "readP99Ms";

/** One row in a plot: where it stands, and its figure with the lowest and highest of its rounds where those are known. */
export interface ScalingPoint {
  readonly shape: Shape;
  readonly replicas: number;
  readonly name: string;
  readonly value: number | null;
  readonly lowest: number | null;
  readonly highest: number | null;
  /** As a multiple of the primary alone; null: that one was not measured, or this is not known. */
  readonly factor: number | null;
}

type Figure = (row: ScalingRow) => {
  readonly value: number | null;
  readonly rounds: readonly (number | null)[];
};

const figures: Readonly<Record<ScalingFigure, Figure>> = {
  readsPerSecond: ({ readsPerSecond, rounds }) => ({
    value: readsPerSecond,
    rounds: rounds.map((round) => round.readsPerSecond),
  }),
  writesPerSecond: ({ writesPerSecond, rounds }) => ({
    value: writesPerSecond,
    rounds: rounds.map((round) => round.writesPerSecond),
  }),
  replicationBytesPerSecond: ({ replicationBytesPerSecond, rounds }) => ({
    value: replicationBytesPerSecond,
    rounds: rounds.map((round) => round.replicationBytesPerSecond),
  }),
  primaryCores: ({ cpu }) => ({
    value: cpu.find(({ role }) => role === "primary")?.cores ?? null,
    rounds: [],
  }),
  readP99Ms: ({ readSeconds }) => ({
    value: readSeconds === null ? null : readSeconds.p99 * 1000,
    rounds: [],
  }),
};

/** The rows in the order of the result: what is drawn beside each other, and what stands in the table below. */
export function scalingPoints({ rows }: ScalingResult, figure: ScalingFigure): ScalingPoint[] {
  const of = figures[figure];
  const alone = rows.find(({ shape }) => shape === "alone");
  const one = alone === undefined ? null : of(alone).value;
  return rows.map((row) => {
    const { value, rounds } = of(row);
    const known = rounds.filter((round) => round !== null);
    return {
      shape: row.shape,
      replicas: row.replicas,
      name: caseName(row),
      value,
      lowest: known.length === 0 ? null : Math.min(...known),
      highest: known.length === 0 ? null : Math.max(...known),
      factor: value === null || one === null || one === 0 ? null : value / one,
    };
  });
}

/** One line of a plot over the number of replicas: `alone` begins the one of the fan-out; a chain has its own. */
export function scalingSeries(
  result: ScalingResult,
  figure: ScalingFigure,
): readonly { readonly shape: "fan-out" | "chain"; readonly points: readonly ScalingPoint[] }[] {
  const points = scalingPoints(result, figure);
  const series = [
    { shape: "fan-out" as const, points: points.filter(({ shape }) => shape !== "chain") },
    { shape: "chain" as const, points: points.filter(({ shape }) => shape === "chain") },
  ];
  return series.filter((one) => one.points.length > 0);
}
