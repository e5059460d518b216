import type { ReadMode } from "@/lib/contract";
import type { Reply } from "@/server/ports";

type Words = readonly string[];

/** What a read showed, and who answered it. */
export interface Seen {
  readonly reply: Reply;
  readonly from: "primary" | "replica";
}

export interface Written {
  readonly reply: Reply;
  /** What WAIT returned, and how long it took; `ms` null: that is not told apart. Null: none was asked for. */
  readonly wait: { readonly replicas: number } | null;
}

/**
 * What this experiment needs of whoever writes and reads for it. What is not carried out, or not answered, rejects with an Error;
 * its `code` says why, where that is known.
 */
export interface LabClient {
  /** Resolves once a primary is known. */
  ready(): Promise<void>;
  write(
    words: Words,
    wait: { readonly replicas: number; readonly timeoutMs: number } | null,
  ): Promise<Written>;
  /**
   * One answer for each command, in their order. `read-your-writes` knows of every write that was acknowledged here before.
   * Other modes than `bulk-read` are asked one command at a time.
   */
  read(mode: ReadMode, commands: readonly Words[]): Promise<readonly Seen[]>;
  /** Gives up what is under way. */
  close(): Promise<void>;
}

/** Why a call came to nothing, as one word. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return typeof code === "string" ? code : "unanswered";
}
