import { type Entry, type EntrySink, FOOTER_BYTES, isExpired, PayloadSum } from "@/lib/rdb";
import { Frame } from "./frame";
import type { Restoring } from "./restoring";

/** Values up to this length are held until they are whole; of longer ones the length was found out before. */
export const HELD_BYTES = 1024 * 1024;

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
  readonly #frame = new Frame();
  #commands: string[] = [];
  readonly #held = Buffer.allocUnsafeSlow(HELD_BYTES);
  #heldBytes = 0;
  #entry: Entry | null = null;
  #sum = new PayloadSum(0);
  #streams = false;
  #database = 0;

  constructor(private readonly restoring: Pick<Restoring, "survey" | "nowMs">) {}

  /** What is to be sent next, and what the commands that end within it are; all of it leaves here. */
  drain(): { readonly bytes: Uint8Array; readonly commands: readonly string[] } {
    const drained = { bytes: this.#frame.drain(), commands: this.#commands };
    this.#commands = [];
    return drained;
  }

  begin(entry: Entry): void {
    const { survey, nowMs } = this.restoring;
    this.#entry = isExpired(entry, nowMs) ? null : entry;
    if (this.#entry === null) return;
    this.#sum = new PayloadSum(survey.rdbVersion);
    if (entry.kind === "key" && entry.database !== this.#database) {
      this.#frame.ascii("*2\r\n");
      this.#frame.word("SELECT");
      this.#frame.word(String(entry.database));
      this.#commands.push("select");
      this.#database = entry.database;
    }
    const length = survey.large.get(entry.at);
    this.#heldBytes = 0;
    this.#streams = length !== undefined;
    if (length !== undefined) this.#open(entry, length);
  }

  bytes(piece: Uint8Array): void {
    if (this.#entry === null) return;
    if (this.#streams) {
      this.#sum.take(piece, 0, piece.length);
      this.#frame.put(piece);
      return;
    }
    this.#held.set(piece, this.#heldBytes);
    this.#heldBytes += piece.length;
  }

  end(): void {
    const entry = this.#entry;
    if (entry === null) return;
    if (!this.#streams) {
      this.#open(entry, 1 + this.#heldBytes + FOOTER_BYTES);
      const value = this.#held.subarray(0, this.#heldBytes);
      this.#sum.take(value, 0, value.length);
      this.#frame.put(value);
    }
    const footer = this.#frame.take(FOOTER_BYTES);
    this.#sum.finish(this.#frame.bytes, footer);
    this.#frame.ascii("\r\n");
    if (entry.kind === "key") for (const word of options(entry)) this.#frame.word(word);
    this.#commands.push(entry.kind);
    this.#entry = null;
  }

  foreign(): void {
    // The survey has refused such a file before.
  }

  /** Everything of a command up to its value. */
  #open(entry: Entry, payloadBytes: number): void {
    const frame = this.#frame;
    if (entry.kind === "library") {
      frame.ascii("*3\r\n");
      frame.word("FUNCTION");
      frame.word("RESTORE");
    } else {
      frame.ascii(`*${4 + options(entry).length}\r\n$7\r\nRESTORE\r\n$${entry.key.length}\r\n`);
      frame.put(entry.key);
      frame.ascii("\r\n");
      frame.word(String(entry.expiresAtMs ?? 0));
    }
    frame.ascii(`$${payloadBytes}\r\n`);
    const type = frame.take(1);
    frame.bytes[type] = entry.type;
    this.#sum.take(frame.bytes, type, type + 1);
  }
}
