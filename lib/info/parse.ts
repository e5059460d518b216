import { err, ok, type Result } from "@/lib/result";

/** Why a reply could not be read: which field, and what was wrong with it. Never holds bytes the server sent. */
export interface FieldError {
  readonly field: string;
  readonly detail: string;
}

/** INFO's fields by name. */
export type Fields = ReadonlyMap<string, string>;

const limits = { text: 4 * 1024 * 1024, line: 64 * 1024, lines: 20_000 } as const;

/**
 * Splits an INFO reply into its fields. Lines end in CRLF or LF; `# Section` lines and lines without a colon are
 * passed over; of two fields with one name the last wins. A reply past our limits (4 Mi characters, 20,000 lines,
 * 64 Ki characters in one line) is refused whole. Never throws.
 * Source: server.c, genRedisInfoString.
 */
export function parseInfo(text: string): Result<Fields, FieldError> {
  if (text.length > limits.text) return tooLarge(`The reply is longer than ${limits.text} characters.`);
  const fields = new Map<string, string>();
  let lines = 0;
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf("\n", start);
    const next = newline === -1 ? text.length : newline;
    lines += 1;
    if (lines > limits.lines) return tooLarge(`The reply has more than ${limits.lines} lines.`);
    if (next - start > limits.line)
      return tooLarge(`Line ${lines} is longer than ${limits.line} characters.`);
    const end = text[next - 1] === "\r" && next > start ? next - 1 : next;
    const colon = text[start] === "#" ? -1 : text.indexOf(":", start);
    if (colon > start && colon < end) fields.set(text.slice(start, colon), text.slice(colon + 1, end));
    start = next + 1;
  }
  return ok(fields);
}

const tooLarge = (detail: string): Result<never, FieldError> => err({ field: "INFO", detail });
