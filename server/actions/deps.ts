import type { Logger } from "pino";
import type { BackupTarget } from "@/server/backup/targets/target";
import type { ActionsGate, Fleet, Store } from "@/server/ports";

/** Unix milliseconds on the process' monotonic clock: the one the poller stamps its readings with. */
export type Clock = () => number;

export interface ActionsDeps {
  readonly fleet: Fleet;
  readonly store: Store;
  readonly gate: ActionsGate;
  /** Where backups lie that Tidemark keeps. */
  readonly backups: BackupTarget;
  readonly settings: {
    /** The longest time a switchover may hold writes back. */
    readonly failoverTimeoutSeconds: number;
    readonly planLifeSeconds: number;
  };
  readonly clock: Clock;
  readonly log: Logger;
}

/** A clock's reading as the contract writes it. */
export const timestamp = (ms: number): string => new Date(ms).toISOString();
