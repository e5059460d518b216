import type {
  ConsistencyResult,
  ConsistencySettings,
  ScalingResult,
  ScalingSettings,
  SyncResult,
  SyncSettings,
} from "@/lib/contract";
import { carryConsistency } from "./consistency";
import type { Carry } from "./experiment";
import { carryScaling } from "./scaling";
import { carrySync } from "./sync";

/** How an experiment of each kind is carried out. */
export interface Carries {
  readonly consistency: Carry<ConsistencySettings, ConsistencyResult>;
  readonly scaling: Carry<ScalingSettings, ScalingResult>;
  readonly sync: Carry<SyncSettings, SyncResult>;
}

export const carries: Carries = {
  consistency: carryConsistency,
  scaling: carryScaling,
  sync: carrySync,
};
