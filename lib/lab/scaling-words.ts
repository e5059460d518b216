import type { ScalingResult } from "@/lib/contract";
import { formatBytes, formatCount, formatPercent, formatRate } from "@/lib/format";
import { type Bound, boundOf, type Caps, type ScalingRate } from "./scaling-bound";
import { coresOf } from "./scaling-csv";
import { caseName } from "./scaling-name";
import type { ScalingRow } from "./scaling-row";

/** What is said beside a figure: what was measured, then how far that goes; and where it can be read why it is so. */
export interface ScalingWords {
  readonly figure: "reads" | "writes" | "replication" | "cpu" | "latency";
  readonly text: readonly [measured: string, reach: string];
  readonly source: { readonly title: string; readonly url: string };
}

/** What was measured where. */
export interface ScalingScene {
  readonly caps: Caps;
  /** Of the machine that Tidemark runs on; null: not known. */
  readonly cores: number | null;
  /** Whether the servers ran on it too. */
  readonly place: "throwaway" | "group";
}

const sources = {
  replication: {
    title: "Redis documentation, replication",
    url: "https://redis.io/docs/latest/operate/oss_and_stack/management/replication/",
  },
  feed: {
    title: "replication.c, replicationFeedSlaves",
    url: "https://github.com/redis/redis/blob/7.0.15/src/replication.c",
  },
  benchmarks: {
    title: "Redis documentation, benchmarks",
    url: "https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/benchmarks/",
  },
  latency: {
    title: "Redis documentation, diagnosing latency",
    url: "https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency/",
  },
} as const;

/** Two sentences for each figure that the rows can say something of; none while there is no row. */
export function scalingWords({ rows }: ScalingResult, scene: ScalingScene): ScalingWords[] {
  if (rows.length === 0) return [];
  return [
    { figure: "reads", text: [reads(rows), rateReach(rows, "reads", scene)], source: sources.replication },
    { figure: "writes", text: [writes(rows), rateReach(rows, "writes", scene)], source: sources.replication },
    { figure: "replication", text: replication(rows), source: sources.feed },
    { figure: "cpu", text: [processors(rows), cpuReach(rows, scene)], source: sources.benchmarks },
    { figure: "latency", text: latency(rows), source: sources.latency },
  ];
}

const named = (row: ScalingRow): string => {
  const name = caseName(row);
  return row.shape === "alone" ? "the primary alone" : name;
};

const best = (rows: readonly ScalingRow[], of: (row: ScalingRow) => number): ScalingRow | undefined =>
  rows.toSorted((a, b) => of(b) - of(a))[0];

const rate = (perSecond: number): string => formatCount(Math.round(perSecond));

function reads(rows: readonly ScalingRow[]): string {
  const of = (row: ScalingRow): number => row.readsPerSecond;
  return compared(
    "reads",
    rows,
    best(
      rows.filter(({ shape }) => shape !== "alone"),
      of,
    ),
    of,
  );
}

function writes(rows: readonly ScalingRow[]): string {
  const most = rows.toSorted((a, b) => b.replicas - a.replicas).find(({ shape }) => shape !== "alone");
  return compared("writes", rows, most, (row) => row.writesPerSecond);
}

function compared(
  what: ScalingRate,
  rows: readonly ScalingRow[],
  row: ScalingRow | undefined,
  of: (row: ScalingRow) => number,
): string {
  const alone = rows.find(({ shape }) => shape === "alone");
  if (row === undefined)
    return alone === undefined
      ? "Nothing was measured."
      : `The primary alone took ${rate(of(alone))} ${what} per second.`;
  const gave = `With ${named(row)} this load made ${rate(of(row))} ${what} per second`;
  if (alone === undefined || of(alone) === 0) return `${gave}; the primary alone was not measured beside it.`;
  return `${gave}, ${(of(row) / of(alone)).toFixed(1)} times the ${rate(of(alone))} of the primary alone.`;
}

const reach: Readonly<
  Record<Bound, (from: string, what: ScalingRate, scene: ScalingScene, cap: number | null) => string>
> = {
  cap: (from, what, _, cap) =>
    `No more than ${formatCount(cap)} ${what} per second were asked for, which were reached with ${from}, so this does not say how many would have gone.`,
  load: (from) =>
    `The processes that make the load were at their limit with ${from}, so this says what they could ask for, not what the servers can give.`,
  machine: (from, _, { cores, place }) =>
    place === "throwaway"
      ? `${allCores(cores)} of this machine were busy with ${from}, so this says what this machine gives, not what replicas on machines of their own give.`
      : `${allCores(cores)} of the machine that Tidemark runs on were busy with ${from}, so the load was held up here, not at the servers.`,
};

const allCores = (cores: number | null): string => {
  if (cores === null) return "All cores";
  if (cores === 2) return "Both cores";
  return cores === 1 ? "The one core" : `All ${cores} cores`;
};

/** What the rate ran into, and from which row on; where nothing, how far the rounds lay apart. */
function rateReach(rows: readonly ScalingRow[], what: ScalingRate, scene: ScalingScene): string {
  const bounds = rows.map((row) => ({ row, bound: boundOf(row, what, scene.caps) }));
  const last = bounds.at(-1)?.bound ?? bounds.find(({ bound }) => bound !== null)?.bound ?? null;
  if (last === null) return spreadOf(rows, what);
  const those = bounds.filter(({ bound }) => bound === last).map(({ row }) => row);
  const [first] = those;
  const from = those.length === rows.length || first === undefined ? "every shape" : listed(those.map(named));
  const cap = what === "reads" ? scene.caps.readsPerSecond : scene.caps.writesPerSecond;
  return reach[last](from, what, scene, cap);
}

function spreadOf(rows: readonly ScalingRow[], what: ScalingRate): string {
  const spreads = rows.map(({ rounds }) => {
    const values = rounds.map((round) => (what === "reads" ? round.readsPerSecond : round.writesPerSecond));
    return values.length < 2 || Math.max(...values) === 0
      ? null
      : (Math.max(...values) - Math.min(...values)) / Math.max(...values);
  });
  const known = spreads.filter((spread) => spread !== null);
  return known.length < rows.length
    ? "It was measured only once so far, so a difference may be chance."
    : `Neither the load nor the machine was at its limit; from one round to the next the same row differed by up to ${formatPercent(Math.max(...known))}, so a smaller difference between rows may be chance.`;
}

function replication(rows: readonly ScalingRow[]): [string, string] {
  const counted = rows.filter(
    ({ replicationBytesPerSecond, shape }) => replicationBytesPerSecond !== null && shape !== "alone",
  );
  const [most] = counted.toSorted((a, b) => b.replicas - a.replicas);
  if (most === undefined)
    return rows.some(({ shape }) => shape !== "alone")
      ? [
          "This version does not count what a primary sends to replicas.",
          "Redis does from 7.0 on (total_net_repl_output_bytes).",
        ]
      : [
          "A primary alone sends nothing to replicas.",
          "What a replica costs its primary shows once one is measured.",
        ];
  const fanOut =
    counted.find(({ shape, replicas }) => shape === "fan-out" && replicas === most.replicas) ?? most;
  const chain = counted.find(({ shape, replicas }) => shape === "chain" && replicas === fanOut.replicas);
  const first = `With ${named(fanOut)} the primary sent ${formatRate(fanOut.replicationBytesPerSecond)} to replicas${times(fanOut)}.`;
  if (chain === undefined)
    return [
      first,
      "Each direct replica is sent the whole stream, so this grows with their number and with the writes alone.",
    ];
  return [
    first,
    `In a chain of as many it sent ${formatRate(chain.replicationBytesPerSecond)}${times(chain)}: the others are sent the stream by the replica above them, and stand behind it for as much longer${behind(chain)}.`,
  ];
}

const times = ({ replicationBytesPerSecond, streamBytesPerSecond }: ScalingRow): string =>
  replicationBytesPerSecond === null || !streamBytesPerSecond
    ? ""
    : `, ${(replicationBytesPerSecond / streamBytesPerSecond).toFixed(1)} times what was written`;

const behind = ({ mostBehindBytes }: ScalingRow): string =>
  mostBehindBytes === null ? "" : ` (at most ${formatBytes(mostBehindBytes)} here)`;

function processors(rows: readonly ScalingRow[]): string {
  const row = rows.toSorted((a, b) => b.replicas - a.replicas)[0];
  if (row === undefined) return "Nothing was measured.";
  const primary = row.cpu.find(({ role }) => role === "primary")?.cores ?? null;
  const all = coresOf(row.cpu);
  const used =
    primary === null ? "INFO does not say what the primary used" : `the primary used ${cores(primary)}`;
  const together = all === null ? "" : `, all servers together ${cores(all)}`;
  return `With ${named(row)} ${used}${together}, and the load itself ${cores(row.loadCores)}.`;
}

const cores = (share: number): string => `${share.toFixed(2)} of a core`;

/** A server carries out commands on one core, so the share of one is how near it is to its limit. */
function cpuReach(rows: readonly ScalingRow[], { cores: count, place }: ScalingScene): string {
  const others = rows.map((row) => {
    const servers = coresOf(row.cpu);
    return count === null || row.machineBusy === null || servers === null
      ? null
      : Math.max(0, row.machineBusy * count - row.loadCores - servers);
  });
  const most = others.every((one) => one !== null) ? Math.max(...others) : null;
  if (place === "throwaway" && most !== null && most >= 0.25)
    return `Other programs on this machine used up to ${cores(most)} at the same time, so measure again when it is quiet.`;
  return "A server carries out commands one after the other on a single core, so at 1.00 it gives no more, however many the machine has.";
}

function latency(rows: readonly ScalingRow[]): [string, string] {
  const told = rows.filter(({ readSeconds }) => readSeconds !== null);
  const [first, last] = [told[0], told.at(-1)];
  if (first === undefined || last === undefined) return ["No read was answered.", "The failures say why."];
  const of = (row: ScalingRow): string =>
    `${ms(row.readSeconds?.p50 ?? null)} in the middle and ${ms(row.readSeconds?.p99 ?? null)} at the 99th of a hundred with ${named(row)}`;
  const second = last === first ? "" : `, ${of(last)}`;
  return [
    `A read took ${of(first)}${second}.`,
    "This is from sending to reply, with as many always under way as the settings say: more at once means more waiting for each, so compare rows of one experiment alone.",
  ];
}

const ms = (seconds: number | null): string =>
  seconds === null ? "—" : `${(seconds * 1000).toFixed(seconds < 0.01 ? 2 : 0)}\u00a0ms`;

/** `a`, `a and b`, `a, b and c`. */
const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
