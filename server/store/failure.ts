import { setTimeout as delay } from "node:timers/promises";
import Database from "better-sqlite3";
import { ProblemError } from "@/server/errors";

/** SQLite's primary result codes as a person would put them; the code's own name is appended. */
const causes: readonly { readonly code: RegExp; readonly text: string }[] = [
  // SHMSIZE: the index of the write-ahead log found no room, which SQLite does not call a full disk.
  {
    code: /^SQLITE_(FULL|IOERR_SHMSIZE)/,
    text: "The disk that holds the store is full. Free some space on it.",
  },
  {
    code: /^SQLITE_READONLY/,
    text: "The store's file cannot be written: it is read-only, or was moved or deleted while in use.",
  },
  {
    code: /^SQLITE_(BUSY|LOCKED)/,
    text: "Another program holds the store's file locked. Find and end it; Tidemark goes on by itself.",
  },
  {
    code: /^SQLITE_(CORRUPT|NOTADB)/,
    text: "The store's file is damaged. Restart Tidemark: it sets the file aside and begins a new one.",
  },
  { code: /^SQLITE_(IOERR|CANTOPEN)/, text: "The disk that holds the store cannot be read or written." },
  { code: /^SQLITE_(PERM|AUTH)/, text: "Tidemark may not open the store's file. Check who owns it." },
];

/** What went wrong with the store's file, as a 503; anything else comes back as it was. */
export function toStoreFailure(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const cause = causes.find(({ code }) => code.test(error.code));
  const text = cause?.text ?? "The store's file could not be used.";
  return new ProblemError(503, "store-failing", "The store is failing", `${text} (${error.code})`);
}

/** A row that this version cannot read, most likely written by a newer one. */
export const unreadableRow = (table: string, id: string): ProblemError =>
  new ProblemError(
    503,
    "store-failing",
    "The store is failing",
    `Row ${id} of ${table} cannot be read by this version. Was the store used by a newer Tidemark?`,
  );

/** How long a use of the store waits for another process's write, and how often it tries. Our own loop turns meanwhile. */
const patienceMs = 1_000;
const retryMs = 20;

/** Remembers whether the store works, from every use of it. */
export class StoreHealth {
  #failure: ProblemError | null = null;
  #lastOkMs = Number.NEGATIVE_INFINITY;

  /**
   * @param file.isInPlace whether the file that is open is still the one that lies in data-dir.
   * @param file.suspect called when SQLite calls the file damaged.
   */
  constructor(
    private readonly now: () => number,
    private readonly file: { isInPlace(): boolean; suspect(): void },
  ) {}

  /** Runs one use of the store. A failure of the file becomes `store-failing`. `work` may be run again. */
  async guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      const value = await withPatience(work);
      this.#failure = null;
      return value;
    } catch (error) {
      if (isDamage(error)) this.file.suspect();
      const failure = toStoreFailure(error);
      if (failure instanceof ProblemError && failure.code === "store-failing") this.#failure = failure;
      throw failure;
    }
  }

  /** The same for a write, whose success proves more than a read's. */
  async guardWrite<T>(work: () => Promise<T>): Promise<T> {
    const value = await this.guard(() => {
      // SQLite would go on writing to a file that nobody can open any more.
      if (!this.file.isInPlace()) throw fileGone();
      return work();
    });
    this.#lastOkMs = this.now();
    return value;
  }

  /** Why the last use of the store failed; null: it did not. */
  get trouble(): string | null {
    return this.#failure?.detail ?? null;
  }

  /** Whether a write has succeeded within `withinMs` and nothing has failed since. */
  provenWithin(withinMs: number): boolean {
    return this.#failure === null && this.file.isInPlace() && this.now() - this.#lastOkMs <= withinMs;
  }
}

/** Whether SQLite calls the file damaged. */
export const isDamage = (error: unknown): boolean =>
  error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code);

/** Runs `work` again while another process holds the file; what was begun has been rolled back each time. */
export async function withPatience<T>(work: () => Promise<T>): Promise<T> {
  const end = performance.now() + patienceMs;
  for (;;)
    try {
      return await work();
    } catch (error) {
      const isBusy = error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY");
      if (!isBusy || performance.now() > end) throw error;
      await delay(retryMs);
    }
}

const fileGone = (): ProblemError =>
  new ProblemError(
    503,
    "store-failing",
    "The store is failing",
    "The store's file was moved or deleted while in use. Put it back, or restart Tidemark.",
  );
