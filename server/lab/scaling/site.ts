import type { ScalingCase } from "@/lib/lab/scaling-order";
import type { Reply } from "@/server/ports";
import type { Connect } from "./messages";

/** A server that is watched while it is loaded. */
export interface Watched {
  /** As it stands in the result. */
  readonly name: string;
  readonly role: "primary" | "replica";
  /** Sends one command. @throws Error that says what was refused, or that no reply came */
  send(words: readonly string[]): Promise<Reply>;
}

/** What one row is measured on, ready for the load. */
export interface Stand {
  /** Whose keys: what is filled once stays so for all stands of the same name. */
  readonly data: string;
  readonly where: Omit<Connect, "do" | "plan">;
  readonly primary: Watched;
  readonly replicas: readonly Watched[];
}

/** Where the rows are measured. */
export interface Site {
  /** How fast the keys may be written before the load begins; null: as fast as goes. */
  readonly fillsPerSecond: number | null;
  /** Makes ready what the row is measured on; resolves once every replica follows. */
  stand(one: ScalingCase): Promise<Stand>;
  /** Removes what was written, and says what became of it. Never rejects. */
  cleanUp(): Promise<string>;
}
