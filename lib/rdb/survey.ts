import { EntryReader } from "./entries";
import type { Entry, EntrySink } from "./entry";
import { Expiring } from "./expiring";
import { RdbFault } from "./fault";
import { payloadBytes } from "./payload";

/** What one database of a file holds. */
export interface SurveyedDatabase {
  readonly index: number;
  readonly keys: number;
  readonly expires: number;
  /** Keys among them whose time was over at the moment the survey was made for. */
  readonly expired: number;
  /** Of the others: how many may be over by a later moment. */
  readonly expiring: Expiring;
}

interface Counts {
  keys: number;
  expires: number;
  expired: number;
  readonly expiring: Expiring;
}

/** What must be known of a file before any of it is sent. */
export interface Survey {
  readonly rdbVersion: number;
  readonly databases: readonly SurveyedDatabase[];
  readonly keys: number;
  readonly expired: number;
  readonly libraries: number;
  /** The longest word a server would hear. */
  readonly largestBytes: number;
  /** Payloads that are not to be held in memory: how long each is, by where its entry stands in the file. */
  readonly large: ReadonlyMap<number, number>;
  /** What no other server can be given by itself: the ends of sentences that begin with "It holds". */
  readonly foreign: readonly string[];
}

/** More than any server is set up with. */
const MOST_DATABASES = 65_536;
/** So many are named; the others would say no more. */
const MOST_FOREIGN = 5;

/** Whether the time of an entry is over at a moment, Unix milliseconds by the clock of whoever is to hold it. */
export const isExpired = ({ expiresAtMs }: Entry, nowMs: number): boolean =>
  expiresAtMs !== null && expiresAtMs <= nowMs;

/** Looks through a file, whatever pieces it comes in. Its memory does not depend on the file, but for a number for each large value. */
export class Surveyor implements EntrySink {
  readonly #reader: EntryReader;
  readonly #databases = new Map<number, Counts>();
  readonly #large = new Map<number, number>();
  readonly #foreign = new Set<string>();
  #entry: Entry | null = null;
  #valueBytes = 0;
  #libraries = 0;
  #largestBytes = 0;

  /**
   * @param fileBytes how long the file is
   * @param nowMs keys whose time is over by then are told apart
   * @param heldBytes values up to this length may be held in memory
   */
  constructor(
    fileBytes: number,
    private readonly nowMs: number,
    private readonly heldBytes: number,
  ) {
    this.#reader = new EntryReader(fileBytes, this);
  }

  get position(): number {
    return this.#reader.position;
  }

  /** @throws RdbFault */
  feed(piece: Uint8Array): void {
    this.#reader.feed(piece);
  }

  /** @throws RdbFault */
  finish(): Survey {
    this.#reader.end();
    const databases = [...this.#databases]
      .map(([index, counts]) => ({ index, ...counts }))
      .sort((a, b) => a.index - b.index);
    return {
      rdbVersion: this.#reader.header?.version ?? 0,
      databases,
      keys: databases.reduce((sum, { keys }) => sum + keys, 0),
      expired: databases.reduce((sum, { expired }) => sum + expired, 0),
      libraries: this.#libraries,
      largestBytes: this.#largestBytes,
      large: this.#large,
      foreign: [...this.#foreign],
    };
  }

  begin(entry: Entry): void {
    this.#entry = entry;
    this.#valueBytes = 0;
    if (entry.kind === "library") {
      this.#libraries += 1;
      return;
    }
    const known = this.#databases.get(entry.database);
    const counts = known ?? { keys: 0, expires: 0, expired: 0, expiring: new Expiring(this.nowMs) };
    if (known === undefined && this.#databases.size >= MOST_DATABASES)
      throw new RdbFault("impossible-length", entry.at, `It names more than ${MOST_DATABASES} databases`);
    counts.keys += 1;
    if (entry.expiresAtMs !== null) {
      counts.expires += 1;
      counts.expiring.add(entry.expiresAtMs);
    }
    counts.expired += isExpired(entry, this.nowMs) ? 1 : 0;
    this.#databases.set(entry.database, counts);
  }

  bytes(piece: Uint8Array): void {
    this.#valueBytes += piece.length;
  }

  end(): void {
    const entry = this.#entry;
    if (entry === null) return;
    const length = payloadBytes(this.#valueBytes);
    this.#largestBytes = Math.max(this.#largestBytes, length, entry.key.length);
    if (this.#valueBytes > this.heldBytes) this.#large.set(entry.at, length);
  }

  foreign(what: string): void {
    if (this.#foreign.size < MOST_FOREIGN) this.#foreign.add(what);
  }
}
