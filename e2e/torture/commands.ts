/** Splits a client's stream into commands. It asks for no more than Redis' own clients send: arrays of bulk strings. */
export class CommandReader {
  private rest: Buffer = Buffer.alloc(0);
  private broken = false;

  /** The commands that `chunk` completes. Nothing more once the stream is not of this form. */
  feed(chunk: Buffer): string[][] {
    if (this.broken) return [];
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const commands: string[][] = [];
    for (;;) {
      const read = readCommand(this.rest);
      if (read === "more") return commands;
      if (read === "not-ours") {
        this.broken = true;
        this.rest = Buffer.alloc(0);
        return commands;
      }
      commands.push(read.words);
      this.rest = this.rest.subarray(read.length);
    }
  }
}

const LINE_END = Buffer.from("\r\n");

function readCommand(bytes: Buffer): { words: string[]; length: number } | "more" | "not-ours" {
  if (bytes.length === 0) return "more";
  if (bytes[0] !== 0x2a) return "not-ours";
  let at = bytes.indexOf(LINE_END);
  if (at < 0) return "more";
  const count = Number(bytes.toString("latin1", 1, at));
  at += 2;
  const words: string[] = [];
  for (let n = 0; n < count; n += 1) {
    if (at >= bytes.length) return "more";
    if (bytes[at] !== 0x24) return "not-ours";
    const end = bytes.indexOf(LINE_END, at);
    if (end < 0) return "more";
    const size = Number(bytes.toString("latin1", at + 1, end));
    const from = end + 2;
    if (bytes.length < from + size + 2) return "more";
    words.push(bytes.toString("utf8", from, from + size));
    at = from + size + 2;
  }
  return { words, length: at };
}

/**
 * Commands, or command and subcommand, that read and change nothing; everything else counts as a change: PSYNC too, which
 * makes the server fork and gives its whole data set away. Those of replicas are not heard.
 */
const reading = new Set([
  "info",
  "role",
  "ping",
  "echo",
  "time",
  "hello",
  "auth",
  "select",
  "quit",
  "command",
  "lastsave",
  "dbsize",
  "get",
  "pubsub",
  "subscribe",
  "unsubscribe",
  "replconf",
  "config get",
  "client list",
  "client setname",
  "client setinfo",
  "client id",
  "client info",
  "memory stats",
  "latency latest",
  "slowlog get",
  "acl whoami",
  "acl dryrun",
  "acl log",
  "acl getuser",
]);

/** Whether a command may change anything on the server: all but those that are known to read. */
export function changes(words: readonly string[]): boolean {
  const [name = "", sub = ""] = words.map((word) => word.toLowerCase());
  return !reading.has(name) && !reading.has(`${name} ${sub}`);
}

/** Whom a command logs in: AUTH with a name, or HELLO with AUTH. Null: nobody. */
export function userIn(words: readonly string[]): string | null {
  const [name = "", second = "", third = "", fourth = ""] = words;
  if (name.toLowerCase() === "auth") return third === "" ? null : second;
  return name.toLowerCase() === "hello" && third.toLowerCase() === "auth" ? fourth : null;
}

/** A command as bytes. */
export const encode = (words: readonly string[]): string =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join("")}`;
