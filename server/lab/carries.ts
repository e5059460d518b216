import type {
  ConsistencyResult,
  ConsistencySettings,
  ScalingResult,
  ScalingSettings,
  SyncResult,
  SyncSettings,
} from "@/lib/contract";
import type { Carry } from "./experiment";

/** How an experiment of each kind is carried out. */
export interface Carries {
  readonly consistency: Carry<ConsistencySettings, ConsistencyResult>;
  readonly scaling: Carry<ScalingSettings, ScalingResult>;
  readonly sync: Carry<SyncSettings, SyncResult>;
}

const notYet = (): Promise<never> => Promise.reject(new Error("not yet"));
export const carries: Carries = { consistency: notYet, scaling: notYet, sync: notYet };
