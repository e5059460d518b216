import type { ScalingSettings } from "@/lib/contract";
import type { ScalingRow } from "./scaling-row";

/** What a rate ran into that is no property of the servers. */
export type Bound = "cap" | "load" | "machine";
export type ScalingRate = "reads" | "writes";

export type Caps = Pick<ScalingSettings, "readsPerSecond" | "writesPerSecond">;

/** What comes so near to its limit has reached it. */
const NEARLY = 0.97;
/** Of a core, or of the machine: what is used so far leaves no room, for nothing fills the last of it. */
const FULL = 0.9;

/** In this order: what was not asked for could not be given, whoever was busy. */
const bounds: readonly {
  readonly bound: Bound;
  readonly reached: (row: ScalingRow, rate: number, cap: number | null) => boolean;
}[] = [
  { bound: "cap", reached: (_, rate, cap) => cap !== null && rate >= cap * NEARLY },
  {
    bound: "load",
    reached: ({ loadCores, loadProcesses }) => loadProcesses > 0 && loadCores / loadProcesses >= FULL,
  },
  { bound: "machine", reached: ({ machineBusy }) => machineBusy !== null && machineBusy >= FULL },
];

/** What held the row's rate down besides the servers; null: nothing that is known. */
export function boundOf(row: ScalingRow, rate: ScalingRate, caps: Caps): Bound | null {
  const [value, cap] =
    rate === "reads"
      ? [row.readsPerSecond, caps.readsPerSecond]
      : [row.writesPerSecond, caps.writesPerSecond];
  return bounds.find(({ reached }) => reached(row, value, cap))?.bound ?? null;
}
