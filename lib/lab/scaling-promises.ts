import type { ScalingResult, Shape } from "@/lib/contract";
import { type Bound, boundOf, type Caps, type ScalingRate } from "./scaling-bound";
import type { ScalingRow } from "./scaling-row";

/** What is said of replication everywhere, and what is held against the rows. */
export type PromiseId = "reads-scale" | "writes-do-not-scale" | "chain-relieves";

export interface Verdict {
  readonly promise: PromiseId;
  readonly shape: Shape;
  readonly replicas: number;
  /** `open`: the rows cannot tell. */
  readonly verdict: "confirmed" | "contradicted" | "open";
  /** What the row gave, as a multiple of what it is compared with; null: not known. */
  readonly factor: number | null;
  readonly why: string;
}

/** Of two that are alike, all rounds of the one lie above all of the other by chance in 1 of 70 cases with four each, in 1 of 6 with two. */
const ENOUGH_ROUNDS = 4;

/** Of a figure in all rounds. */
interface Range {
  readonly lowest: number;
  readonly highest: number;
  readonly rounds: number;
}

const range = (values: readonly (number | null)[]): Range | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0
    ? null
    : { lowest: Math.min(...known), highest: Math.max(...known), rounds: known.length };
};

/** How often each byte of the stream left the primary. */
const copies = ({ rounds }: ScalingRow): (number | null)[] =>
  rounds.map(({ replicationBytesPerSecond, streamBytesPerSecond }) =>
    replicationBytesPerSecond === null || streamBytesPerSecond === null || streamBytesPerSecond === 0
      ? null
      : replicationBytesPerSecond / streamBytesPerSecond,
  );

interface Promised {
  readonly id: PromiseId;
  /** For the page, after the verdict. */
  readonly says: string;
  readonly concerns: (row: ScalingRow) => boolean;
  readonly against: (row: ScalingRow, rows: readonly ScalingRow[]) => ScalingRow | undefined;
  readonly figure: (row: ScalingRow) => readonly (number | null)[];
  /** What stands in its way besides the servers. */
  readonly rate: ScalingRate | null;
  /** What is promised: the row's figure above, not above, or below the one it is compared with. */
  readonly holds: "above" | "not-above" | "below";
}

const alone = (_: ScalingRow, rows: readonly ScalingRow[]): ScalingRow | undefined =>
  rows.find(({ shape }) => shape === "alone");

export const promises: readonly Promised[] = [
  {
    id: "reads-scale",
    says: "Reads grow with replicas.",
    concerns: ({ shape }) => shape === "fan-out",
    against: alone,
    figure: ({ rounds }) => rounds.map(({ readsPerSecond }) => readsPerSecond),
    rate: "reads",
    holds: "above",
  },
  {
    id: "writes-do-not-scale",
    says: "Writes do not grow with replicas.",
    concerns: ({ shape }) => shape !== "alone",
    against: alone,
    figure: ({ rounds }) => rounds.map(({ writesPerSecond }) => writesPerSecond),
    rate: "writes",
    holds: "not-above",
  },
  {
    id: "chain-relieves",
    says: "A chain takes traffic off the primary.",
    concerns: ({ shape }) => shape === "chain",
    against: (row, rows) => rows.find((one) => one.shape === "fan-out" && one.replicas === row.replicas),
    figure: copies,
    rate: null,
    holds: "below",
  },
];

/** Whether the rows bear out what was promised: a row for each promise that concerns it and that there is something to compare with. */
export function verdictsOf({ rows }: ScalingResult, caps: Caps): Verdict[] {
  return promises.flatMap((promised) =>
    rows.filter(promised.concerns).flatMap((row) => {
      const other = promised.against(row, rows);
      return other === undefined ? [] : [judge(promised, row, other, caps)];
    }),
  );
}

const boundWhy: Readonly<Record<Bound, string>> = {
  cap: "The rate that was asked for was reached, so more could not show.",
  load: "The processes that make the load were at their limit, not the servers.",
  machine: "The machine was busy all through, so this cannot be told from whatever else it had to do.",
};

function judge(promised: Promised, row: ScalingRow, other: ScalingRow, caps: Caps): Verdict {
  const [own, its] = [range(promised.figure(row)), range(promised.figure(other))];
  const about = { promise: promised.id, shape: row.shape, replicas: row.replicas };
  if (own === null || its === null)
    return { ...about, verdict: "open", factor: null, why: "The servers do not count it." };
  const middle = ({ lowest, highest }: Range): number => (lowest + highest) / 2;
  const factor = middle(its) === 0 ? null : middle(own) / middle(its);
  const open = (why: string): Verdict => ({ ...about, verdict: "open", factor, why });
  if (Math.min(own.rounds, its.rounds) < ENOUGH_ROUNDS)
    return open(
      `It takes ${ENOUGH_ROUNDS} rounds of each to tell a difference from chance; there are so many from ${ENOUGH_ROUNDS} seconds on.`,
    );
  const { rate } = promised;
  const bound = rate === null ? null : boundOf(row, rate, caps);
  if (rate !== null && [row, other].some((one) => boundOf(one, rate, caps) === "machine"))
    return open(boundWhy.machine);
  const [above, below] = [own.lowest > its.highest, own.highest < its.lowest];
  const apart = "Every round of the one lies apart from every round of the other.";
  const close = "The rounds of each differ as much as the two do.";
  switch (promised.holds) {
    case "above":
      if (above) return { ...about, verdict: "confirmed", factor, why: apart };
      if (bound !== null) return open(boundWhy[bound]);
      return below ? { ...about, verdict: "contradicted", factor, why: apart } : open(close);
    case "not-above":
      if (above) return { ...about, verdict: "contradicted", factor, why: apart };
      if (bound !== null) return open(boundWhy[bound]);
      return own.highest <= its.highest
        ? {
            ...about,
            verdict: "confirmed",
            factor,
            why: "No round gave more than the best without replicas.",
          }
        : open(close);
    case "below":
      if (below) return { ...about, verdict: "confirmed", factor, why: apart };
      return above ? { ...about, verdict: "contradicted", factor, why: apart } : open(close);
  }
}
