/** Why a data set could not be had over the replication protocol. */
export type CopyFaultCode =
  /** No connection could be made, or no login. */
  | "unreachable"
  /** The user's rights leave PSYNC or REPLCONF out. */
  | "not-allowed"
  /** The server refused for a reason of its own. */
  | "refused"
  /** Nothing came for too long. */
  | "silent"
  /** The connection ended before the data set did. */
  | "cut"
  /** What came is not what any Redis sends. */
  | "not-redis"
  /** Whoever wanted it may not act any more. */
  | "kept-back"
  | "cancelled";

/** The only error of a copy; `message` is a sentence for a person. */
export class CopyFault extends Error {
  constructor(
    readonly code: CopyFaultCode,
    detail: string,
  ) {
    super(detail);
    this.name = "CopyFault";
  }
}

export const copyFault = (code: CopyFaultCode, detail: string): CopyFault => new CopyFault(code, detail);
export const cutOff = (): CopyFault =>
  copyFault("cut", "The connection ended in the middle of the data set: the source closed it, or died.");
export const silent = (deadlineMs: number): CopyFault =>
  copyFault("silent", `Nothing came for ${Math.round(deadlineMs / 1000)} s.`);
export const cancelled = (): CopyFault => copyFault("cancelled", "Cancelled.");
export const keptBack = (): CopyFault =>
  copyFault("kept-back", "Tidemark stood still for longer than its lease, so no data set was taken.");
