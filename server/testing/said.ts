import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { Socket } from "node:net";

/** One command that this process has sent in the clear. */
export interface Said {
  /** Of the server. */
  readonly port: number;
  /** Who the connection was by then. */
  readonly user: string;
  readonly words: readonly string[];
}

export interface Ear {
  readonly said: readonly Said[];
  /** How often a connection to one of these ports has logged in anew: it would have been two users'. */
  relogins(ports: ReadonlySet<number>): number;
  stop(): void;
}

const CHANNEL = "net.client.socket";

/**
 * Hears every command that leaves this process from now on, byte for byte as it is written to its sockets, with the user of the
 * connection. Nothing stands between the two ends: addresses stay as they are. What is sent over TLS is not heard.
 */
export function hearAll(): Ear {
  const said: Said[] = [];
  const relogins: (() => number)[] = [];
  const onSocket = (message: unknown): void => {
    const socket =
      typeof message === "object" && message !== null && "socket" in message ? message.socket : null;
    if (!(socket instanceof Socket)) return;
    const reader = new CommandReader();
    // Known once it is connected; what is written before then leaves after it.
    let port = 0;
    socket.once("connect", () => {
      port = socket.remotePort ?? 0;
    });
    let user: string | null = null;
    const hear = (words: string[]): void => {
      if (words[0]?.toUpperCase() === "AUTH") {
        if (user !== null) relogins.push(() => port);
        user = words.length > 2 ? (words[1] ?? "") : "default";
        return;
      }
      const who = user ?? "default";
      said.push({
        get port() {
          return port;
        },
        user: who,
        words,
      });
    };
    // connect() puts write() itself back as it was, so it is heard one floor below.
    const { _write, _writev } = socket;
    socket._write = (chunk, ...rest) => {
      for (const words of reader.feed(chunk)) hear(words);
      _write.call(socket, chunk, ...rest);
    };
    socket._writev = (chunks, done) => {
      for (const { chunk } of chunks) for (const words of reader.feed(chunk)) hear(words);
      _writev?.call(socket, chunks, done);
    };
  };
  subscribe(CHANNEL, onSocket);
  const countAt = (ports: ReadonlySet<number>): number => relogins.filter((port) => ports.has(port())).length;
  return { said, relogins: countAt, stop: () => void unsubscribe(CHANNEL, onSocket) };
}

/** Takes commands apart as they are sent: lists of texts by their lengths. What is none of these is passed over. */
class CommandReader {
  private rest = Buffer.alloc(0);

  feed(chunk: unknown): string[][] {
    if (typeof chunk !== "string" && !(chunk instanceof Uint8Array)) return [];
    this.rest = Buffer.concat([this.rest, typeof chunk === "string" ? Buffer.from(chunk) : chunk]);
    const commands: string[][] = [];
    for (;;) {
      const found = this.next();
      if (found === null) return commands;
      commands.push(found);
    }
  }

  private next(): string[] | null {
    let at = 0;
    const line = (): string | null => {
      const end = this.rest.indexOf("\r\n", at);
      if (end === -1) return null;
      const text = this.rest.toString("latin1", at, end);
      at = end + 2;
      return text;
    };
    const count = line();
    if (count === null) return null;
    if (!count.startsWith("*")) {
      this.rest = this.rest.subarray(at);
      return this.next();
    }
    const words: string[] = [];
    for (let n = Number(count.slice(1)); n > 0; n -= 1) {
      const length = line();
      if (length === null || this.rest.length < at + Number(length.slice(1)) + 2) return null;
      words.push(this.rest.toString("latin1", at, at + Number(length.slice(1))));
      at += Number(length.slice(1)) + 2;
    }
    this.rest = this.rest.subarray(at);
    return words;
  }
}
