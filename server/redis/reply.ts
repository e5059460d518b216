import type { Reply } from "@/server/ports";

const LONGEST_ERROR = 300;

/** A parsed reply as plain data. An error inside a list (EXEC) is its line; anything RESP2 does not have is nil. */
export function toReply(value: unknown, password: string | null = null): Reply {
  if (typeof value === "string" || typeof value === "number") return value;
  if (Array.isArray(value)) return value.map((one: unknown) => toReply(one, password));
  return value instanceof Error ? errorLine(value.message, password) : null;
}

/**
 * Redis' own error line, without control characters, cut to 300 characters.
 * @param password what the connection logged in with: a server that repeats what it was told is not repeated
 */
export function errorLine(message: string, password: string | null = null): string {
  return withoutPassword(message, password)
    .replace(/\p{Cc}+/gu, " ")
    .slice(0, LONGEST_ERROR);
}

/** So much of a password gives it away. */
const TELLING = 8;
/** What is shorter stands in words by chance, and is none. */
const SHORTEST = 4;

/** A password as it stands in what was read as Latin-1. */
export const inLatin1 = (password: string | null): string | null =>
  password === null ? null : Buffer.from(password).toString("latin1");

/**
 * Servers repeat the arguments of a command they do not know, cut to 128 bytes, so that the beginning of a password counts
 * as the password. Source: server.c, rejectCommandFormat in processCommand ("with args beginning with").
 */
function withoutPassword(message: string, password: string | null): string {
  if (password === null || password.length < SHORTEST) return message;
  const beginning = password.slice(0, TELLING);
  let [text, at] = ["", 0];
  for (let from = message.indexOf(beginning); from !== -1; from = message.indexOf(beginning, at)) {
    let length = beginning.length;
    while (length < password.length && message[from + length] === password[length]) length += 1;
    text += `${message.slice(at, from)}(hidden)`;
    at = from + length;
  }
  return text + message.slice(at);
}
