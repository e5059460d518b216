import type { Reply } from "@/server/ports";

const LONGEST_ERROR = 300;

/** A parsed reply as plain data. An error inside a list (EXEC) is its line; anything RESP2 does not have is nil. */
export function toReply(value: unknown): Reply {
  if (typeof value === "string" || typeof value === "number") return value;
  if (Array.isArray(value)) return value.map(toReply);
  return value instanceof Error ? errorLine(value.message) : null;
}

/** Redis' own error line, without control characters, cut to 300 characters. */
export function errorLine(message: string): string {
  return message.replace(/\p{Cc}+/gu, " ").slice(0, LONGEST_ERROR);
}
