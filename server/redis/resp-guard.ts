import { type Failure, notRedis, speaksTls } from "./failure";

/** The longest reply we take: INFO is some 10 kB, CLIENT LIST of thousands of replicas a few hundred. */
export const MAX_REPLY_BYTES = 8 * 1024 * 1024;
const MAX_LINE_BYTES = 64 * 1024;
const MAX_DEPTH = 8;
/** A list's length is announced before its items, and memory would be taken for as many: so announced lengths are bounded in sum. */
const MAX_ITEMS = 100_000;

const LF = 10;
const TLS_ALERT = 21;

/**
 * Watches the bytes of one connection before the client reads them, and finds what no Redis sends: another protocol,
 * a reply nobody asked for, one that is too long, too deep, or does not keep to RESP2's grammar.
 * The client may then trust what it parses.
 */
export class RespGuard {
  private awaited = 0;
  private replyBytes = 0;
  private items = 0;
  private line = "";
  /** Bytes of a bulk still to come, its closing CRLF included. */
  private bulkLeft = 0;
  /** Items still to come, of each list that is open. */
  private readonly open: number[] = [];
  private started = false;

  /** One more command is about to be sent. */
  expectReply(): void {
    this.awaited += 1;
  }

  /** Null while all is well. After a failure the connection must be destroyed and `chunk` not be read. */
  feed(chunk: Buffer): Failure | null {
    if (!this.started && chunk[0] === TLS_ALERT) return speaksTls;
    this.started = true;
    for (let at = 0; at < chunk.length; ) {
      if (this.awaited === 0) return notRedis("It sent a reply that nothing had asked for.");
      const end = this.bulkLeft > 0 ? Math.min(chunk.length, at + this.bulkLeft) : lineEnd(chunk, at);
      this.replyBytes += end - at;
      if (this.replyBytes > MAX_REPLY_BYTES)
        return notRedis(`It sent a reply of more than ${MAX_REPLY_BYTES} bytes.`);
      const failure = this.bulkLeft > 0 ? this.takeBulk(chunk, at, end) : this.takeLine(chunk, at, end);
      if (failure !== null) return failure;
      at = end;
    }
    return null;
  }

  private takeBulk(chunk: Buffer, at: number, end: number): Failure | null {
    for (let i = Math.max(at, at + this.bulkLeft - 2); i < end; i += 1) {
      const expected = at + this.bulkLeft - i === 2 ? 13 : LF;
      if (chunk[i] !== expected) return notRedis("It sent a text whose length is not the one it announced.");
    }
    this.bulkLeft -= end - at;
    if (this.bulkLeft === 0) this.itemDone();
    return null;
  }

  private takeLine(chunk: Buffer, at: number, end: number): Failure | null {
    this.line += chunk.toString("latin1", at, end);
    if (this.line.length > MAX_LINE_BYTES)
      return notRedis(`It sent a line of more than ${MAX_LINE_BYTES} bytes.`);
    if (!"+-:$*".includes(this.line.charAt(0))) return notRedis("It does not speak the Redis protocol.");
    if (chunk[end - 1] !== LF) return null;
    const line = this.line;
    this.line = "";
    if (line.indexOf("\r") !== line.length - 2) return notRedis("It ended a line as Redis does not.");
    return this.readHeader(line.charAt(0), line.slice(1, -2));
  }

  private readHeader(type: string, rest: string): Failure | null {
    if (type === "+" || type === "-") return this.itemDone();
    if (!/^-?\d{1,19}$/.test(rest)) return notRedis("It sent a number that is none.");
    const number = Number(rest);
    if (type === ":" || number === -1) return this.itemDone();
    if (number < 0) return notRedis("It announced a negative length.");
    if (type === "$") {
      if (number > MAX_REPLY_BYTES)
        return notRedis(`It announced a text of more than ${MAX_REPLY_BYTES} bytes.`);
      this.bulkLeft = number + 2;
      return null;
    }
    this.items += number;
    if (this.items > MAX_ITEMS) return notRedis(`It announced a list of more than ${MAX_ITEMS} items.`);
    if (number === 0) return this.itemDone();
    this.open.push(number);
    return this.open.length > MAX_DEPTH ? notRedis(`It nested lists more than ${MAX_DEPTH} deep.`) : null;
  }

  /** Closes the lists that this item was the last of; the outermost ends a reply. */
  private itemDone(): null {
    for (let left = this.open.pop(); left !== undefined; left = this.open.pop()) {
      if (left > 1) {
        this.open.push(left - 1);
        return null;
      }
    }
    this.awaited -= 1;
    this.replyBytes = 0;
    this.items = 0;
    return null;
  }
}

function lineEnd(chunk: Buffer, at: number): number {
  const newline = chunk.indexOf(LF, at);
  return newline === -1 ? chunk.length : newline + 1;
}
