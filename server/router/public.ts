import type { RedisOptions } from "ioredis";

/** Where an instance is dialled. */
export interface RouterAddress {
  readonly host: string;
  readonly port: number;
}

export interface RouterOptions {
  /** Any members of the group; the others are found from them. */
  readonly seeds: readonly RouterAddress[];
  /** For every connection: username, password, tls, db, … How connections are made and kept is the router's. */
  readonly redis?: RedisOptions;
  /** How often each member is looked at. Milliseconds; default 500. */
  readonly pollMs?: number;
  /** How long one call may take, retries included. Milliseconds; default 2000. */
  readonly deadlineMs?: number;
  /** Where an address that an instance announces is dialled, if not there. */
  readonly map?: (address: RouterAddress) => RouterAddress;
  /** 0 to 1; for tests. */
  readonly random?: () => number;
  /** Monotonic, milliseconds; for tests. */
  readonly now?: () => number;
  readonly onEvent?: (event: RouterEvent) => void;
}

export type RouterEvent =
  | {
      readonly type: "primary-changed";
      readonly from: RouterAddress | null;
      /** Null: there is none for now. */
      readonly to: RouterAddress | null;
      readonly why: string;
    }
  /** A member is no longer read from. */
  | { readonly type: "member-out"; readonly member: RouterAddress; readonly why: string }
  | { readonly type: "member-in"; readonly member: RouterAddress }
  /** Others than the primary claim its role; none: not any more. */
  | { readonly type: "rivals"; readonly members: readonly RouterAddress[] };

/** Text, whole numbers, nil, and lists of these. */
export type Reply = string | number | null | Reply[];

/** How far behind the primary: at most so many bytes at the last looks, and seconds. Null: not known. */
export interface RouterLag {
  readonly bytes: number | null;
  readonly seconds: number | null;
}

export interface Answer {
  readonly reply: Reply;
  readonly from: RouterAddress & { readonly role: "primary" | "replica" };
  /** Of a read: how far behind the instance was when it was asked. Null: not known, and for a write. */
  readonly lag: RouterLag | null;
  /** Of a write with `wait`: how many replicas had acknowledged it. Null: not asked for, or not known. */
  readonly acknowledgedBy: number | null;
  /** How often something was sent or could not be, this answer included. */
  readonly attempts: number;
}

export interface WriteOptions {
  /** Remembers the write, for `readYourWrites`. */
  readonly session?: Session;
  /** Waits until so many replicas have acknowledged the write, at most so long. `replicas` and `timeoutMs`: 1 or more. */
  readonly wait?: { readonly replicas: number; readonly timeoutMs: number };
}

export interface ReadOptions {
  /** Bytes behind the primary, at most; beyond that the primary is read. */
  readonly maxLagBytes?: number;
  /** The answer holds all that was acknowledged longer ago than this, when it comes; else the primary is read. */
  readonly maxLagSeconds?: number;
  /** One instance alone. */
  readonly from?: "primary" | RouterAddress;
}

export interface OwnReadOptions {
  /**
   * Where no replica holds the session's writes yet: `offset` (default) asks the primary at once, `wait` waits for a replica to
   * have them, at most `timeoutMs`, and then asks the primary.
   */
  readonly by?: "offset" | "wait";
  /** Milliseconds; default: half of the call's time. */
  readonly timeoutMs?: number;
}

/** What one user has written. It may be used by many calls at once. */
export interface Session {
  /** Carries the session to another process: `router.session(token)`. Letters, digits, dots and colons. */
  readonly token: string;
}

/** A member as the router sees it. */
export interface MemberState extends RouterAddress {
  /** Null: not seen at the last look. */
  readonly role: "primary" | "replica" | null;
  /** Whether it is the primary that writes go to. */
  readonly isPrimary: boolean;
  /** Whether it is read from. */
  readonly in: boolean;
  /** Why it is not; null: it is. */
  readonly why: string | null;
  readonly runId: string | null;
  readonly replid: string | null;
  readonly offset: number | null;
  readonly lag: RouterLag | null;
  /** Milliseconds since the newest look at it was sent; null: there was none yet. */
  readonly lookAgeMs: number | null;
}

export type RouterErrorCode =
  | "no-primary"
  | "two-primaries"
  | "latest-in-doubt"
  | "write-not-contained"
  | "too-far-behind"
  | "write-unknown"
  | "deadline"
  | "refused";

/** Why a call has no answer. The message names the instances, says what was wrong and what to do. */
export class RouterError extends Error {
  readonly code: RouterErrorCode;

  constructor(code: RouterErrorCode, message: string) {
    super(message);
    this.name = "RouterError";
    this.code = code;
  }
}

/** Sends reads and writes to the members of one replication group. Every call rejects with a RouterError. */
export interface ReadRouter {
  /** Resolves once every member was looked at and a primary is known; rejects when that takes longer than a call may. */
  ready(): Promise<void>;
  /** Sends a write to the primary: never twice, unless it is certain that the first was not carried out. */
  write(words: readonly string[], options?: WriteOptions): Promise<Answer>;
  /** Reads from the replicas in turn, from the primary where none is fit. Whatever is read must be safe to read twice. */
  read(words: readonly string[], options?: ReadOptions): Promise<Answer>;
  /** Many reads at once, spread over the replicas; answers in the order asked. */
  bulkRead(commands: readonly (readonly string[])[], options?: ReadOptions): Promise<Answer[]>;
  /** Reads what no write that was acknowledged before could be newer than; refuses where that cannot be proven. */
  readLatest(words: readonly string[]): Promise<Answer>;
  /** Reads from an instance that is proven to hold all that the session has written. */
  readYourWrites(words: readonly string[], session: Session, options?: OwnReadOptions): Promise<Answer>;
  /** @throws TypeError for a token that is none */
  session(token?: string): Session;
  members(): readonly MemberState[];
  /** Ends all connections; calls under way are rejected. */
  close(): Promise<void>;
}

/**
 * Begins to look at the group of these seeds; `ready()` says when it is known. Servers that cannot be reached are no error.
 * @throws TypeError for options that cannot be meant
 */
export type CreateReadRouter = (options: RouterOptions) => ReadRouter;
