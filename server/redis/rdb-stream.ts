import { openSocket } from "./connector";
import { cancelled, copyFault, keptBack } from "./copy-fault";
import { connectionFault, refusal } from "./copy-refusal";
import { LineReader } from "./line-reader";
import type { Login, Target } from "./target";

export interface CopyOptions {
  /** Nothing for so long counts as silence: for each reply, and between two pieces. */
  readonly silenceMs: number;
  /** The source may fork and write for so long before the first byte; it sends a newline each second meanwhile. */
  readonly prepareMs: number;
  /**
   * The version this reader can read up to, as Valkey 9.1 is told by it; null: it is not told.
   * Source: replication.c of Valkey 9.1, replconfCommand ("version").
   */
  readonly readerVersion: string | null;
  /** Asked right before the data set is asked for, and before any of it is taken; false: it is not. */
  readonly permit?: () => boolean;
  /** Hears the local host of the connection once it is up. */
  readonly connected?: (from: string | null) => void;
  /** Hears that a full copy is asked for (1), which the server counts at once (`sync_full`), and that it was refused (-1). */
  readonly asked?: (by: 1 | -1) => void;
  /** Ends the copy. */
  readonly signal: AbortSignal;
}

/** How the bytes end: after so many, or with a mark of 40 bytes that the server drew for this copy. */
export type CopyEnding =
  | { readonly by: "length"; readonly bytes: number }
  | { readonly by: "mark"; readonly mark: Buffer };

/** A data set that is about to come. */
export interface RdbCopy {
  /** The history and the position in it that the data set stands at. */
  readonly replid: string;
  readonly offset: number;
  readonly ending: CopyEnding;
  /** The next bytes: the RDB, then its mark, and on servers before 6.2 what is written meanwhile; they stay what they are until the next call. Null: no more come. @throws CopyFault */
  read(): Promise<Buffer | null>;
  close(): void;
}

const MARK_BYTES = 40;

/**
 * Asks an instance for its data set as a replica would, and for nothing else: the server forks once, sends an RDB, and
 * closes. No client library speaks PSYNC, so this is spoken here. Each reply is awaited: with output pending, PSYNC is
 * refused. It needs `+psync +replconf`, and no right to any key.
 * Source: replication.c, syncCommand, replconfCommand and sendBulkToSlave; redis-cli.c, sendSync.
 * @throws CopyFault
 */
export async function openRdbCopy(target: Target, login: Login, options: CopyOptions): Promise<RdbCopy> {
  const { silenceMs, signal } = options;
  if (signal.aborted) throw cancelled();
  const lines = new LineReader((onread) => openSocket(target, () => true, onread));
  const { socket } = lines;
  const failed = connectionFault(socket, target.tls !== null);
  const abort = (): void => void socket.destroy();
  signal.addEventListener("abort", abort, { once: true });
  const close = (): void => {
    signal.removeEventListener("abort", abort);
    socket.destroy();
  };
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      close();
      throw signal.aborted ? cancelled() : (failed() ?? error);
    }
  };
  const tell = async (words: readonly string[]): Promise<string> => {
    socket.write(encode(words));
    for (;;) {
      const line = await lines.line(silenceMs);
      if (line !== "") return line;
    }
  };

  return guarded(async () => {
    await logIn(tell, login);
    await greet(tell, login, options.readerVersion);
    options.connected?.(socket.localAddress ?? null);
    mayGoOn(options);
    options.asked?.(1);
    const answer = await tell(["PSYNC", "?", "-1"]);
    if (answer.startsWith("-")) options.asked?.(-1);
    const { replid, offset } = readPosition(answer, login);
    const ending = readEnding(await prepared(lines, options), login);
    mayGoOn(options);
    return { replid, offset, ending, close, read: () => guarded(() => lines.bytes(silenceMs)) };
  });
}

function mayGoOn({ permit }: CopyOptions): void {
  if (permit?.() === false) throw keptBack();
}

export type Tell = (words: readonly string[]) => Promise<string>;

export async function logIn(tell: Tell, { username, password }: Login): Promise<void> {
  if (password === null) return;
  const reply = await tell(username === null ? ["AUTH", password] : ["AUTH", username, password]);
  if (reply.startsWith("-") && !/without any password|no password is set/i.test(reply))
    throw refusal(reply, password);
}

/** What a server does not know of these it refuses, and does without; what a user may not say ends the copy. */
async function greet(tell: Tell, login: Login, readerVersion: string | null): Promise<void> {
  const words = [
    ["capa", "eof"],
    ["rdb-only", "1"],
    ...(readerVersion === null ? [] : [["version", readerVersion]]),
  ];
  for (const pair of words) {
    const reply = await tell(["REPLCONF", ...pair]);
    if (reply.startsWith("-") && !/unrecognized replconf option/i.test(reply))
      throw refusal(reply, login.password);
  }
}

function readPosition(line: string, { password }: Login): { replid: string; offset: number } {
  const [, replid, digits] = /^\+FULLRESYNC ([0-9a-f]{40}) (\d{1,16})$/.exec(line) ?? [];
  if (replid !== undefined && digits !== undefined) return { replid, offset: Number(digits) };
  if (line.startsWith("-")) throw refusal(line, password);
  throw copyFault("not-redis", "It answered PSYNC with something that is no full resync.");
}

/** The source writes, and sends empty lines meanwhile; then the line that says how the data set ends. */
async function prepared(lines: LineReader, { silenceMs, prepareMs }: CopyOptions): Promise<string> {
  const byMs = performance.now() + prepareMs;
  for (;;) {
    const line = await lines.line(silenceMs);
    if (line !== "") return line;
    if (performance.now() > byMs)
      throw copyFault("silent", `It has been preparing for ${Math.round(prepareMs / 60_000)} minutes.`);
  }
}

function readEnding(line: string, { password }: Login): CopyEnding {
  const [, mark, digits] = /^\$(?:EOF:(.{40})|(\d{1,16}))$/.exec(line) ?? [];
  if (mark !== undefined) return { by: "mark", mark: Buffer.from(mark, "latin1") };
  if (digits !== undefined && Number.isSafeInteger(Number(digits)))
    return { by: "length", bytes: Number(digits) };
  if (line.startsWith("-")) throw refusal(line, password);
  throw copyFault(
    "not-redis",
    `It announced a data set without a length and without a mark of ${MARK_BYTES} bytes.`,
  );
}

export const encode = (words: readonly string[]): string =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join("")}`;
