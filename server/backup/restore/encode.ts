import { type Entry, type EntrySink, isExpired, PayloadSum } from "@/lib/rdb";
import type { Restoring } from "./restoring";

/** Values up to this length are held until they are whole; of longer ones the length was found out before. */
export const HELD_BYTES = 1024 * 1024;

const word = (bytes: Uint8Array): Uint8Array[] => [
  Buffer.from(`$${bytes.length}\r\n`),
  Buffer.from(bytes),
  Buffer.from("\r\n"),
];
const words = (texts: readonly string[]): Uint8Array[] => texts.flatMap((text) => word(Buffer.from(text)));

/** What stands behind a key's payload. Source: cluster.c, restoreCommand. */
const options = ({ idleSeconds, frequency }: Entry): string[] => [
  "ABSTTL",
  ...(idleSeconds === null ? [] : ["IDLETIME", String(idleSeconds)]),
  ...(frequency === null ? [] : ["FREQ", String(frequency)]),
];

/**
 * Writes each key of a file as the command that makes it: `RESTORE key ttl payload ABSTTL`, never with REPLACE, so that what is
 * there already is refused (BUSYKEY) and left as it is. A library is one FUNCTION RESTORE, which replaces nothing either.
 */
export class RestoreEncoder implements EntrySink {
  #out: Uint8Array[] = [];
  #commands: string[] = [];
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #entry: Entry | null = null;
  #sum: PayloadSum | null = null;
  #streams = false;
  #database = 0;

  constructor(private readonly restoring: Pick<Restoring, "survey" | "nowMs">) {}

  /** What is to be sent next, and what the commands that end within it are; all of it leaves here. */
  drain(): { readonly bytes: Uint8Array; readonly commands: readonly string[] } {
    const drained = { bytes: Buffer.concat(this.#out), commands: this.#commands };
    [this.#out, this.#commands] = [[], []];
    return drained;
  }

  begin(entry: Entry): void {
    const { survey, nowMs } = this.restoring;
    this.#entry = isExpired(entry, nowMs) ? null : entry;
    if (this.#entry === null) return;
    this.#sum = new PayloadSum(entry.type, survey.rdbVersion);
    if (entry.kind === "key" && entry.database !== this.#database) {
      this.#out.push(Buffer.from("*2\r\n"), ...words(["SELECT", String(entry.database)]));
      this.#commands.push("select");
      this.#database = entry.database;
    }
    const length = survey.large.get(entry.at);
    this.#streams = length !== undefined;
    if (length !== undefined) this.#open(entry, length);
  }

  bytes(piece: Uint8Array): void {
    if (this.#entry === null) return;
    this.#sum?.take(piece);
    // The piece is the caller's, and changes.
    const own = Buffer.from(piece);
    if (this.#streams) this.#out.push(own);
    else {
      this.#held.push(own);
      this.#heldBytes += own.length;
    }
  }

  end(): void {
    const entry = this.#entry;
    const footer = this.#sum?.footer();
    if (entry === null || footer === undefined) return;
    if (!this.#streams) {
      this.#open(entry, 1 + this.#heldBytes + footer.length);
      this.#out.push(...this.#held);
      [this.#held, this.#heldBytes] = [[], 0];
    }
    this.#out.push(footer, Buffer.from("\r\n"));
    if (entry.kind === "key") this.#out.push(...words(options(entry)));
    this.#commands.push(entry.kind);
    this.#entry = null;
  }

  foreign(): void {
    // The survey has refused such a file before.
  }

  /** Everything of a command up to its value. */
  #open(entry: Entry, payloadBytes: number): void {
    if (entry.kind === "library") this.#out.push(Buffer.from("*3\r\n"), ...words(["FUNCTION", "RESTORE"]));
    else
      this.#out.push(
        Buffer.from(`*${4 + options(entry).length}\r\n`),
        ...words(["RESTORE"]),
        ...word(entry.key),
        ...words([String(entry.expiresAtMs ?? 0)]),
      );
    this.#out.push(Buffer.from(`$${payloadBytes}\r\n`), Buffer.of(entry.type));
  }
}
