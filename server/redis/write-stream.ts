import type { Socket } from "node:net";
import { openSocket } from "./connector";
import { type CopyFault, cancelled, copyFault, keptBack } from "./copy-fault";
import { connectionFault } from "./copy-refusal";
import { errorCode, fromGreeting } from "./failure";
import { encode, logIn } from "./rdb-stream";
import { errorLine, inLatin1 } from "./reply";
import type { Login, Target } from "./target";

export interface WriteOptions {
  /** No reply and nothing taken for so long counts as silence. */
  readonly silenceMs: number;
  /** Asked right before each piece leaves; false: it does not, and nothing after it. */
  readonly permit: () => boolean;
  /** Ends it at once. */
  readonly signal: AbortSignal;
}

/** Many commands one after the other, on a connection of their own, whose replies are awaited behind them. */
export interface WriteStream {
  /**
   * Sends the next bytes, which begin where the last ones ended, once the server has taken those before.
   * @param commands what the commands that end within them count as: their replies are added up under these names
   * @throws CopyFault, once for whatever ended it: also what the server refused
   */
  write(bytes: Uint8Array, commands: readonly string[]): Promise<void>;
  /** Resolves when every command was answered. @throws CopyFault */
  settle(): Promise<void>;
  /** How many commands of that name were answered well. */
  answered(name: string): number;
  /** How many commands were sent whole, or may have been, and not answered. */
  readonly open: number;
  close(): void;
}

const LF = 10;
/** What nearly every reply is. */
const OK = Buffer.from("+OK\r\n");
const isOk = (chunk: Buffer, at: number): boolean =>
  chunk[at] === 43 &&
  chunk[at + 1] === 79 &&
  chunk[at + 2] === 75 &&
  chunk[at + 3] === 13 &&
  chunk[at + 4] === LF;
/** The longest error is a few hundred. */
const LONGEST_LINE = 1024;
/** What one look at the lease lets go: a process that stood still sends no more than this when it wakes. */
const PIECE_BYTES = 64 * 1024;
/** So many replies may be outstanding: they are remembered. */
const MOST_OPEN = 20_000;

/**
 * Opens a connection for writing, as that user, and names it. It is good for commands that answer with a status alone.
 * No client library is asked: none takes a value in pieces.
 * @throws CopyFault
 */
export async function openWriteStream(
  target: Target,
  login: Login,
  options: WriteOptions,
): Promise<WriteStream> {
  const stream = new Pipeline(target, login, options);
  try {
    await logIn((words) => stream.tell(words), login);
    const named = await stream.tell(["CLIENT", "SETNAME", "tidemark"]);
    const denied = named.startsWith("-") ? fromGreeting(errorLine(named.slice(1))) : null;
    if (denied !== null) throw copyFault("unreachable", denied.detail);
    return stream;
  } catch (error) {
    stream.close();
    throw error;
  }
}

class Pipeline implements WriteStream {
  readonly #socket: Socket;
  readonly #connectionFault: () => CopyFault | null;
  readonly #names: string[] = [];
  readonly #answered = new Map<string, number>();
  /** Where the oldest open command stands in `#names`. */
  #first = 0;
  #line = "";
  #fault: CopyFault | null = null;
  /** The first refusal. What was sent behind it is answered before it ends the stream. */
  #refused: CopyFault | null = null;
  #heardMs = performance.now();
  #wake: (() => void) | null = null;
  #hear: ((line: string) => void) | null = null;
  #closed = false;
  readonly #watch: NodeJS.Timeout;

  constructor(
    target: Target,
    private readonly login: Login,
    private readonly options: WriteOptions,
  ) {
    this.#socket = openSocket(target, () => true);
    this.#connectionFault = connectionFault(this.#socket, target.tls !== null);
    this.#socket.on("data", (chunk: Buffer) => this.#read(chunk));
    this.#socket.on("drain", () => this.#stir());
    this.#socket.once("close", () => this.#end(this.#connectionFault() ?? cut()));
    options.signal.addEventListener("abort", this.#abort, { once: true });
    if (options.signal.aborted) this.#abort();
    // A busy process comes to its timers before it comes to its sockets: a look is repeated before it counts.
    this.#watch = setInterval(
      () => setImmediate(() => this.#silenceIfLate()),
      Math.min(1000, options.silenceMs),
    );
    this.#watch.unref();
  }

  get open(): number {
    return this.#names.length - this.#first;
  }

  answered(name: string): number {
    return this.#answered.get(name) ?? 0;
  }

  /** One command and its reply line; for the greeting, before anything else is sent. @throws CopyFault */
  async tell(words: readonly string[]): Promise<string> {
    if (this.#fault !== null) throw this.#fault;
    const reply = new Promise<string>((resolve, reject) => {
      this.#hear = resolve;
      this.#wake = () => this.#fault !== null && reject(this.#fault);
    });
    this.#heardMs = performance.now();
    this.#socket.write(encode(words));
    try {
      return await reply;
    } finally {
      this.#hear = null;
      this.#wake = null;
    }
  }

  async write(bytes: Uint8Array, commands: readonly string[]): Promise<void> {
    await this.#until(() => this.open < MOST_OPEN);
    if (this.#refused !== null) await this.settle();
    for (const name of commands) this.#names.push(name);
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      await this.#until(() => !this.#socket.writableNeedDrain);
      if (!this.options.permit()) this.#end(keptBack());
      if (this.#fault !== null) throw this.#fault;
      this.#socket.write(bytes.subarray(at, at + PIECE_BYTES));
    }
  }

  settle(): Promise<void> {
    return this.#until(() => this.open === 0);
  }

  close(): void {
    this.#end(this.#fault ?? cut());
  }

  /** @throws CopyFault where it ends first */
  async #until(holds: () => boolean): Promise<void> {
    if (this.open === 0) this.#heardMs = performance.now();
    while (this.#fault === null && !holds())
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    this.#wake = null;
    if (this.#fault !== null) throw this.#fault;
  }

  #read(chunk: Buffer): void {
    for (let at = 0; at < chunk.length; ) {
      if (this.#line === "" && this.#hear === null && isOk(chunk, at) && this.open > 0) {
        at += OK.length;
        this.#count(this.#names[this.#first] ?? "", "+");
        continue;
      }
      const end = chunk.indexOf(LF, at);
      this.#line += chunk.toString("latin1", at, end === -1 ? chunk.length : end);
      if (this.#line.length > LONGEST_LINE) this.#end(notRedis());
      if (end === -1 || this.#closed) return;
      const line = this.#line.replace(/\r$/, "");
      this.#line = "";
      at = end + 1;
      this.#take(line);
    }
    this.#stir();
  }

  #take(line: string): void {
    const name = this.#names[this.#first];
    if (this.#hear !== null) this.#hear(line);
    else if (name === undefined || !/^[+:-]/.test(line)) this.#end(notRedis());
    else this.#count(name, line);
  }

  #count(name: string, line: string): void {
    this.#first += 1;
    if (this.#first === this.#names.length || this.#first > MOST_OPEN) {
      this.#names.splice(0, this.#first);
      this.#first = 0;
    }
    if (!line.startsWith("-")) this.#answered.set(name, this.answered(name) + 1);
    // What was sent behind the one that was refused is answered too, and counts: it stands in the server.
    else this.#refused ??= refusedBy(line, this.login);
    if (this.#refused !== null && this.open === 0) this.#end(this.#refused);
  }

  #stir(): void {
    this.#heardMs = performance.now();
    if (this.#refused !== null && this.open === 0) this.#end(this.#refused);
    this.#wake?.();
  }

  #silenceIfLate(): void {
    if (this.open === 0 && !this.#socket.writableNeedDrain && this.#hear === null) return;
    if (performance.now() - this.#heardMs < this.options.silenceMs) return;
    const seconds = Math.round(this.options.silenceMs / 1000);
    this.#end(this.#refused ?? copyFault("silent", `It answered nothing for ${seconds} s.`));
  }

  readonly #abort = (): void => this.#end(cancelled());

  #end(fault: CopyFault): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#fault ??= this.#refused ?? fault;
    clearInterval(this.#watch);
    this.options.signal.removeEventListener("abort", this.#abort);
    this.#socket.destroy();
    this.#wake?.();
  }
}

const cut = (): CopyFault => copyFault("cut", "The connection ended: the instance closed it, or died.");
const notRedis = (): CopyFault => copyFault("not-redis", "It answered with something that no Redis sends.");

function refusedBy(line: string, { password }: Login): CopyFault {
  const message = errorLine(line.slice(1), inLatin1(password));
  return copyFault(errorCode(message) === "NOPERM" ? "not-allowed" : "refused", message);
}
