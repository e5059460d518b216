import { z } from "zod";
import { Holding } from "./elements";

/**
 * The one clock of this suite, in milliseconds with fractions: Linux's monotonic clock, which all processes of a machine share,
 * whatever befalls the wall clock (uv_hrtime reads CLOCK_MONOTONIC).
 */
export const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6;

/** The list that the clients of one kind of router write and read while the stage is at `epoch`. */
export const keyOf = (flavour: string, epoch: string): string => `routed:${flavour}:${epoch}`;

/** How a client reads. `own` is readYourWrites by offset. */
export const modes = ["read", "bulk", "latest", "own", "own-by-wait", "lag-seconds", "lag-bytes"] as const;
export type Mode = (typeof modes)[number];

const Refusal = z.object({ is: z.literal("refused"), code: z.string(), said: z.string() });

const call = {
  /** Whose router: the true one, or a decoy's name. */
  flavour: z.string(),
  client: z.number(),
  key: z.string(),
  /** When it was asked for, and when the answer was there. */
  atMs: z.number(),
  endMs: z.number(),
  /** A client begins another session when it is told that the writes of the last one are gone. */
  session: z.number(),
};

/** One element pushed. */
export const Write = z.object({
  kind: z.literal("write"),
  ...call,
  n: z.number(),
  outcome: z.discriminatedUnion("is", [
    z.object({ is: z.literal("acknowledged"), by: z.string() }),
    /** The router says that it was not carried out. */
    Refusal,
    z.object({ is: z.literal("unknown"), code: z.string(), said: z.string() }),
  ]),
});
export type Write = z.infer<typeof Write>;

/** One list read. */
export const Read = z.object({
  kind: z.literal("read"),
  ...call,
  mode: z.enum(modes),
  /** Seconds or bytes, by the mode; null: none. */
  bound: z.number().nullable(),
  outcome: z.discriminatedUnion("is", [
    z.object({
      is: z.literal("answered"),
      by: z.string(),
      role: z.enum(["primary", "replica"]),
      holds: Holding,
      lagSeconds: z.number().nullable(),
      lagBytes: z.number().nullable(),
    }),
    Refusal,
  ]),
});
export type Read = z.infer<typeof Read>;

/** A process of the suite was not given the machine for so long: nobody's fault that is looked for here. */
export const Stall = z.object({ kind: z.literal("stall"), atMs: z.number(), untilMs: z.number() });
export type Stall = z.infer<typeof Stall>;

/** What a client's process tells, one JSON text a line. */
export const Told = z.discriminatedUnion("kind", [Write, Read, Stall]);

/** What an instance was at a moment between `atMs` and `endMs`. */
export interface Seen {
  readonly kind: "seen";
  readonly atMs: number;
  readonly endMs: number;
  readonly instance: string;
  /** `gone`: nobody listens there; `silent`: no answer came. */
  readonly state: "primary" | "replica" | "silent" | "gone";
  readonly replid: string | null;
  /** Of a primary; null otherwise. */
  readonly offset: number | null;
}

/** The list `key` at an instance: soon after it became the primary, or at the end, when nothing befalls the key any more. */
export interface Kept {
  readonly kind: "kept";
  readonly why: "promotion" | "end";
  readonly atMs: number;
  /** When the instance was last seen as no primary; of `end`: `atMs`. */
  readonly sinceMs: number;
  readonly instance: string;
  readonly key: string;
  readonly holds: Holding;
}

export type Entry =
  | {
      readonly kind: "world";
      readonly atMs: number;
      readonly seed: number;
      /** How often the routers look at the members, and how long a call may take. */
      readonly pollMs: number;
      readonly deadlineMs: number;
      readonly members: readonly string[];
    }
  | Write
  | Read
  | Seen
  | Kept
  | Stall
  /** From here to there the group was whole, and nothing befell it. */
  | { readonly kind: "calm"; readonly atMs: number; readonly untilMs: number }
  /** A client could not reach these instances: what they did then it could not know. */
  | {
      readonly kind: "cut";
      readonly atMs: number;
      readonly untilMs: number;
      readonly client: number;
      readonly from: readonly string[];
    }
  /** What befell the group, for whoever reads the history. */
  | { readonly kind: "note"; readonly atMs: number; readonly text: string };

export type History = readonly Entry[];
export type EntryOf<K extends Entry["kind"]> = Extract<Entry, { kind: K }>;

/** The entries of one kind, in their order. */
export const entriesOf = <K extends Entry["kind"]>(history: History, kind: K): EntryOf<K>[] =>
  history.filter((entry): entry is EntryOf<K> => entry.kind === kind);

/** What one kind of router did, and all that is no router's. */
export const ofFlavour = (history: History, flavour: string): History =>
  history.filter((entry) => !("key" in entry) || entry.key.startsWith(keyOf(flavour, "")));

export interface Violation {
  readonly checker: string;
  readonly atMs: number;
  readonly text: string;
}

/** Pure: the same history gives the same violations. */
export type Checker = (history: History) => Violation[];
